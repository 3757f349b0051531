package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

//go:embed VERSION
var versionFile string

func version() string { return strings.TrimSpace(versionFile) }

// pages answers the three paths of the shop, and nothing else.
func pages(cfg config) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", page("/", func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintf(w, "%s (%s, version %s)\n", cfg.greeting, cfg.environment, version())
	}))
	mux.Handle("/healthz", page("/healthz", func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintln(w, "ok")
	}))
	mux.Handle("/version", page("/version", func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]string{"application": "shop", "version": version()})
	}))
	return mux
}

// page is for reading alone, and at exactly one path: the mux takes "/" for everything that nobody else answers.
func page(path string, write func(http.ResponseWriter)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != path:
			http.NotFound(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		default:
			write(w)
		}
	})
}
