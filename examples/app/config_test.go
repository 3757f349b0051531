package main

import (
	"strings"
	"testing"
	"time"
)

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestDefaultsNeedNoEnvironment(t *testing.T) {
	got, err := readConfig(environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := config{listen: ":8080", greeting: "Welcome to the shop", environment: "local"}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestEnvironmentWinsOverTheFileAndTheFileOverDefaults(t *testing.T) {
	got, err := readConfig(environment(map[string]string{
		"SHOP_CONFIG":   "testdata/shop.json",
		"SHOP_GREETING": "From the environment",
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := config{listen: "127.0.0.1:9090", greeting: "From the environment", environment: "local", drain: 2 * time.Second}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestMistakesAreNamed(t *testing.T) {
	tests := []struct {
		name, variable, value, want string
	}{
		{"missing file", "SHOP_CONFIG", "testdata/absent.json", "cannot read configuration testdata/absent.json: "},
		{"file that is not JSON", "SHOP_CONFIG", "testdata/malformed.json", "cannot read configuration testdata/malformed.json: "},
		{"not a duration", "SHOP_DRAIN", "soon", `SHOP_DRAIN must be a duration such as 3s, not "soon"`},
		{"negative duration", "SHOP_DRAIN", "-1s", `SHOP_DRAIN must be a duration such as 3s, not "-1s"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := readConfig(environment(map[string]string{test.variable: test.value}))
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got error %v, want %q", err, test.want)
			}
		})
	}
}
