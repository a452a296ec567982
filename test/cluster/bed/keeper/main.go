// Starts the programs of a test cluster so that they never outlive the test that wanted them.
//
//	keeper run PROGRAM ARGS…                         becomes PROGRAM
//	keeper isolate -in PORT -out PORT PROGRAM ARGS…  runs PROGRAM in a network namespace of its own
//	keeper sweep DIRECTORY                           removes DIRECTORY once standard input ends
//
// Linux only: the kernel kills a process whose parent has died, and namespaces are the kernel's too.
package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
)

func main() {
	if len(os.Args) < 3 {
		fail("want: keeper run|isolate|sweep ARGS")
	}
	switch command, args := os.Args[1], os.Args[2:]; command {
	case "run":
		run(args)
	case "isolate":
		isolate(args)
	case "sweep":
		sweep(args[0])
	default:
		fail("unknown command %q", command)
	}
}

// run replaces this process; the order to die with the parent survives that.
func run(argv []string) {
	// The order is kept per thread, and the thread that calls exec is the one that remains.
	runtime.LockOSThread()
	dieWithParent()
	fail("%s: %v", argv[0], syscall.Exec(argv[0], argv, os.Environ()))
}

// dieWithParent has the kernel kill this process when the thread that started it ends.
func dieWithParent() {
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_PDEATHSIG, uintptr(syscall.SIGKILL), 0); errno != 0 {
		fail("prctl: %v", errno)
	}
	// It may have died before the order was given. Who starts us says its process id.
	if fmt.Sprint(os.Getppid()) != os.Getenv("KEEPER_PARENT") {
		fail("the parent %s has gone", os.Getenv("KEEPER_PARENT"))
	}
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "keeper: "+format+"\n", args...)
	os.Exit(1)
}
