package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// config is what differs between environments. It is read once, at the start.
type config struct {
	listen      string        // SHOP_LISTEN, host:port
	greeting    string        // SHOP_GREETING, the text of the front page
	environment string        // SHOP_ENVIRONMENT, shown on the front page
	drain       time.Duration // SHOP_DRAIN, how long to go on serving after SIGTERM
}

// readConfig takes each setting from the environment, else from the JSON file that SHOP_CONFIG names, else a default.
// A named file that cannot be read is an error: to start without it would hide a mistake of the deployment.
//
// There is no SHOP_PORT: Kubernetes itself sets that variable, to an URL, wherever a Service is called "shop".
func readConfig(getenv func(string) string) (config, error) {
	file := map[string]string{}
	if path := getenv("SHOP_CONFIG"); path != "" {
		text, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(text, &file)
		}
		if err != nil {
			return config{}, fmt.Errorf("cannot read configuration %s: %w", path, err)
		}
	}
	setting := func(name, otherwise string) string {
		if value := getenv(name); value != "" {
			return value
		}
		if value := file[name]; value != "" {
			return value
		}
		return otherwise
	}
	drain, err := time.ParseDuration(setting("SHOP_DRAIN", "0s"))
	if err != nil || drain < 0 {
		return config{}, fmt.Errorf("SHOP_DRAIN must be a duration such as 3s, not %q", setting("SHOP_DRAIN", ""))
	}
	return config{
		listen:      setting("SHOP_LISTEN", ":8080"),
		greeting:    setting("SHOP_GREETING", "Welcome to the shop"),
		environment: setting("SHOP_ENVIRONMENT", "local"),
		drain:       drain,
	}, nil
}
