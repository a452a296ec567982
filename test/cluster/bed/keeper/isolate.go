package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
)

// isolate runs a program that listens on all interfaces where nobody else is: in a network namespace of its own.
// It may call the port `in` of our loopback, and we the port `out` of its, under the same numbers.
// Who may not make a namespace gets the program without one, and is told.
func isolate(args []string) {
	flags := flag.NewFlagSet("isolate", flag.ExitOnError)
	in := flags.String("in", "", "port that the program calls")
	out := flags.String("out", "", "port that the program listens on")
	flags.Parse(args)
	inside, err := newNamespace()
	if errors.Is(err, syscall.EPERM) {
		fmt.Fprintf(os.Stderr, "keeper: no permission for a network namespace: %s listens on all interfaces\n", flags.Arg(0))
		run(flags.Args())
	}
	check(err)
	dieWithParent()
	outside := func(do func()) { do() }
	relay(*in, inside, outside)
	relay(*out, outside, inside)
	os.Exit(child(flags.Args(), inside))
}

// child runs the program to its end and returns its exit code; a signal is 1.
func child(argv []string, inside place) int {
	command := exec.Command(argv[0], argv[1:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	inside(func() { check(command.Start()) })
	command.Wait()
	return max(command.ProcessState.ExitCode(), 0)
}

// relay takes connections to the port at one place and carries them to the same port at another.
func relay(port string, from, to place) {
	var listener net.Listener
	var err error
	from(func() { listener, err = net.Listen("tcp4", "127.0.0.1:"+port) })
	check(err)
	go func() {
		for {
			caller, err := listener.Accept()
			check(err)
			go carry(caller, port, to)
		}
	}()
}

// carry closes a connection that finds nobody at the other place.
func carry(caller net.Conn, port string, to place) {
	var called net.Conn
	var err error
	to(func() { called, err = net.Dial("tcp4", "127.0.0.1:"+port) })
	if err != nil {
		caller.Close()
		return
	}
	go pump(caller, called)
	pump(called, caller)
}
