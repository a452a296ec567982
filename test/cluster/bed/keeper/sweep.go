package main

import (
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// sweepFor is how long programs that were killed may still write into a directory that is being removed.
const sweepFor = 20 * time.Second

// sweep removes the directory once whoever holds the other end of standard input closes it or dies.
func sweep(directory string) {
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	io.Copy(io.Discard, os.Stdin)
	for end := time.Now().Add(sweepFor); ; time.Sleep(50 * time.Millisecond) {
		err := os.RemoveAll(directory)
		if err == nil {
			return
		}
		if time.Now().After(end) {
			fail("%s: %v", directory, err)
		}
	}
}
