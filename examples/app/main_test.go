package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

func listen(t *testing.T) (net.Listener, string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener, "http://" + listener.Addr().String()
}

func TestStopLetsAnOpenRequestEnd(t *testing.T) {
	listener, url := listen(t)
	entered, leave := make(chan bool), make(chan bool)
	slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		<-leave
		io.WriteString(w, "done")
	})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, slow, 0) }()

	body := make(chan string, 1)
	go func() {
		answer, err := http.Get(url)
		if err != nil {
			body <- err.Error()
			return
		}
		defer answer.Body.Close()
		text, _ := io.ReadAll(answer.Body)
		body <- string(text)
	}()
	<-entered
	stop()
	time.Sleep(50 * time.Millisecond) // the shutdown is under way, and waits
	close(leave)

	if got := <-body; got != "done" {
		t.Errorf("the open request got %q", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("serve ended with %v", err)
	}
	if _, err := http.Get(url); err == nil {
		t.Error("a stopped shop still answers")
	}
}

func TestRequestsAreAnsweredWhileItDrains(t *testing.T) {
	listener, url := listen(t)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, pages(config{}), 500*time.Millisecond) }()
	stop()
	answer, err := http.Get(url + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if err := <-ended; err != nil {
		t.Errorf("serve ended with %v", err)
	}
}

func TestAListenerThatFailsEndsTheServer(t *testing.T) {
	listener, _ := listen(t)
	listener.Close()
	if err := serve(context.Background(), listener, pages(config{}), 0); err == nil {
		t.Error("serve must report that it cannot accept connections")
	}
}
