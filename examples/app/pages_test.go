package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
)

func request(method, path string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	handler := pages(config{greeting: "Hello", environment: "test"})
	handler.ServeHTTP(answer, httptest.NewRequest(method, path, nil))
	return answer
}

func TestStatusOfEachPath(t *testing.T) {
	tests := []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, "/", http.StatusOK},
		{http.MethodGet, "/healthz", http.StatusOK},
		{http.MethodHead, "/healthz", http.StatusOK},
		{http.MethodGet, "/version", http.StatusOK},
		{http.MethodGet, "/absent", http.StatusNotFound},
		{http.MethodGet, "/healthz/absent", http.StatusNotFound},
		{http.MethodPost, "/", http.StatusMethodNotAllowed},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			if got := request(test.method, test.path).Code; got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestFrontPageGreetsAndTellsWhereItRuns(t *testing.T) {
	want := "Hello (test, version " + version() + ")\n"
	if got := request(http.MethodGet, "/").Body.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestVersionIsJSONAndANumber(t *testing.T) {
	var got struct{ Application, Version string }
	if err := json.Unmarshal(request(http.MethodGet, "/version").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Application != "shop" || got.Version != version() {
		t.Errorf("got %+v", got)
	}
	if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(got.Version) {
		t.Errorf("app/VERSION must hold one version such as 1.0.0, not %q", got.Version)
	}
}
