// Shop is the small web server that the example delivers. It has no dependency but Go itself.
package main

import (
	"context"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// shutdownLimit is how long open requests may take to end. Together with SHOP_DRAIN it must stay below the pod's
// terminationGracePeriodSeconds, else the kubelet kills the process first.
const shutdownLimit = 10 * time.Second

func main() {
	log.SetFlags(log.LstdFlags | log.LUTC)
	cfg, err := readConfig(os.Getenv)
	if err != nil {
		log.Fatalf("fatal: %v", err)
	}
	listener, err := net.Listen("tcp", cfg.listen)
	if err != nil {
		log.Fatalf("fatal: cannot listen on %s: %v", cfg.listen, err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	log.Printf("shop %s listens on %s", version(), listener.Addr())
	if err := serve(ctx, listener, pages(cfg), cfg.drain); err != nil {
		log.Fatalf("fatal: %v", err)
	}
	log.Print("stopped")
}

// serve answers until ctx ends, goes on for the drain time, and then lets open requests end.
// The drain time is for the load balancers, which learn of a pod's end only after the pod does.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, drain time.Duration) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Printf("stopping: serves for another %s, then ends", drain)
	time.Sleep(drain)
	limited, cancel := context.WithTimeout(context.Background(), shutdownLimit)
	defer cancel()
	return server.Shutdown(limited)
}
