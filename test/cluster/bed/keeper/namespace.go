package main

import (
	"io"
	"net"
	"runtime"
	"syscall"
	"unsafe"
)

// place runs a function in one network namespace: sockets and processes made there belong to it for ever.
type place func(do func())

// newNamespace makes one for a single thread; the others stay where they were, so that this process can carry
// bytes from one to the other. The thread lives as long as the process, and so do its children.
func newNamespace() (place, error) {
	type task struct {
		do   func()
		done chan struct{}
	}
	tasks := make(chan task)
	ready := make(chan error)
	go func() {
		runtime.LockOSThread()
		if err := syscall.Unshare(syscall.CLONE_NEWNET); err != nil {
			ready <- err
			return
		}
		ready <- raiseLoopback()
		for next := range tasks {
			next.do()
			close(next.done)
		}
	}()
	return func(do func()) {
		next := task{do, make(chan struct{})}
		tasks <- next
		<-next.done
	}, <-ready
}

// raiseLoopback: in a new namespace `lo` is there, but down.
func raiseLoopback() error {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(socket)
	// struct ifreq of netdevice(7): name, then flags, in 40 bytes.
	request := struct {
		name  [syscall.IFNAMSIZ]byte
		flags uint16
		rest  [22]byte
	}{flags: syscall.IFF_UP | syscall.IFF_RUNNING}
	copy(request.name[:], "lo")
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(socket), syscall.SIOCSIFFLAGS, uintptr(unsafe.Pointer(&request)))
	if errno != 0 {
		return errno
	}
	return nil
}

// pump carries bytes one way; the end of one way is the end of both.
func pump(from, to net.Conn) {
	io.Copy(to, from)
	from.Close()
	to.Close()
}
