package main

import (
	"fmt"
	"math/rand"
	"strings"
)

var consumerMembers = []struct {
	name   string
	values []string
}{
	{"durable_name", append([]string{`"c"`, `"other"`}, texts...)},
	{"name", append([]string{`"c"`, `"other"`}, texts...)},
	{"description", []string{`"d"`, quoted(strings.Repeat("d", 4096)), quoted(strings.Repeat("d", 4097))}},
	{"deliver_policy", []string{`"all"`, `"last"`, `"new"`, `"by_start_sequence"`, `"by_start_time"`, `"last_per_subject"`, `"undefined"`, `"x"`, `0`}},
	{"opt_start_seq", []string{"0", "1", "5", "-1", "18446744073709551615"}},
	{"opt_start_time", []string{`"2020-01-01T00:00:00Z"`, `"2099-01-01T00:00:00Z"`, `"yesterday"`, `""`}},
	{"ack_policy", []string{`"none"`, `"all"`, `"explicit"`, `"x"`, `1`}},
	{"ack_wait", durations}, {"max_deliver", []string{"-2", "-1", "0", "1", "5"}},
	{"backoff", []string{`[]`, `[1000000000]`, `[1000000000,2000000000]`, `[-1]`, `[0]`, `["1s"]`, `1`}},
	{"filter_subject", []string{`"s.a"`, `"s.>"`, `"s.*"`, `"nothing"`, `""`, `">"`, `"a b"`, `"a..b"`, `".a"`, `"s.>.a"`}},
	{"filter_subjects", []string{`[]`, `["s.a"]`, `["s.a","s.b"]`, `["s.a","s.a"]`, `["s.*","s.a"]`, `["s.a",""]`, `[""]`, `["nothing"]`, `["a..b","s.a"]`, `["s.>"]`}},
	{"replay_policy", []string{`"instant"`, `"original"`, `"x"`, `0`}},
	{"rate_limit_bps", []string{"0", "1000", "-1"}},
	{"sample_freq", []string{`"100%"`, `"50"`, `"0"`, `"101"`, `"-1"`, `"x"`, `"%"`, `""`, `"10 %"`}},
	{"max_waiting", counts}, {"max_ack_pending", counts}, {"max_batch", counts}, {"max_bytes", counts}, {"max_expires", durations},
	{"inactive_threshold", idle}, {"idle_heartbeat", durations},
	{"flow_control", switches}, {"headers_only", switches}, {"mem_storage", switches}, {"direct", switches}, {"sourcing", switches},
	{"deliver_subject", []string{`"d"`, `"d.x"`, `"d.*"`, `"d.>"`, `"s.a"`, `"s.x.y"`, `"a b"`, `"a..b"`, `""`, `"$JS.x"`}},
	{"deliver_group", []string{`"g"`, `"g g"`, `""`, `"g.*"`}},
	{"num_replicas", []string{"-1", "0", "1", "2", "3", "6"}},
	{"metadata", []string{`{"a":"b"}`, `{"a":1}`, `{"_nats.req.level":"9"}`, `{"_nats.ver":"1"}`, `{"a":"` + strings.Repeat("m", 140_000) + `"}`}},
	{"pause_until", []string{`"2099-01-01T00:00:00Z"`, `"2020-01-01T00:00:00Z"`, `"later"`, `""`}},
	{"unknown", []string{"1"}}, {"Durable_Name", []string{`"c"`}},
}

// below is a request to make a consumer.
func below(config string, more ...string) string {
	return `{"stream_name":"S","config":{` + config + `}` + strings.Join(more, "") + `}`
}

// spring makes the stream S, which has messages.
func (a *asker) spring(more string) {
	a.ask("STREAM.CREATE.S", `{"name":"S","subjects":["s.>"],"storage":"memory"`+more+`}`)
	for _, subject := range []string{"s.a", "s.b", "s.a", "s.c.d", "s.b"} {
		a.send(subject, "message of "+subject)
	}
}

// consumed makes a consumer, and deletes it if the reference made it.
func (a *asker) consumed(verb, body string) {
	a.ask(verb, body)
	a.undo()
}

func consumerFields(a *asker) {
	a.spring("")
	for _, member := range consumerMembers {
		for n, value := range append(append([]string{}, member.values...), wrong...) {
			push, pedantic := "", ""
			if n%3 == 2 && member.name != "deliver_subject" {
				push = `,"deliver_subject":"to.me"`
			}
			if n%4 == 3 && len(value) < 1000 {
				pedantic = `,"pedantic":true`
			}
			config := quoted(member.name) + ":" + value
			a.consumed("CONSUMER.CREATE.S", below(config+push, pedantic))
			// Durable, by the subject that names it.
			if member.name != "durable_name" && member.name != "name" {
				a.consumed("CONSUMER.CREATE.S.c", below(`"durable_name":"c","ack_policy":"explicit",`+strings.Replace(config, `"ack_policy":`, `"x":`, 1)))
			} else {
				a.consumed("CONSUMER.DURABLE.CREATE.S.c", below(config))
			}
		}
	}
}

func consumerRules(a *asker) {
	configs := []string{
		`"deliver_policy":"all","opt_start_seq":5`, `"deliver_policy":"last","opt_start_seq":5`, `"deliver_policy":"new","opt_start_time":"2020-01-01T00:00:00Z"`,
		`"deliver_policy":"by_start_sequence","opt_start_seq":3`, `"deliver_policy":"by_start_sequence"`, `"deliver_policy":"by_start_sequence","opt_start_seq":99`,
		`"deliver_policy":"by_start_time","opt_start_time":"2020-01-01T00:00:00Z"`, `"deliver_policy":"by_start_time","opt_start_time":"2099-01-01T00:00:00Z"`,
		`"deliver_policy":"by_start_time","opt_start_seq":3,"opt_start_time":"2020-01-01T00:00:00Z"`, `"deliver_policy":"last_per_subject","filter_subject":"s.*"`,
		`"deliver_policy":"last_per_subject","filter_subjects":["s.a","s.b"]`, `"deliver_policy":"last_per_subject"`, `"deliver_policy":"last","filter_subject":"s.a"`,
		`"filter_subject":"s.a","filter_subjects":["s.b"]`, `"ack_policy":"none","max_ack_pending":5`, `"ack_policy":"none","ack_wait":1000000000`,
		`"ack_policy":"explicit","max_deliver":1,"backoff":[1000000000,2000000000]`, `"ack_policy":"explicit","max_deliver":2,"backoff":[1000000000,2000000000]`,
		`"ack_policy":"explicit","max_deliver":3,"backoff":[1000000000,2000000000]`, `"ack_policy":"explicit","backoff":[1000000000],"ack_wait":5000000000`,
		`"ack_policy":"none","backoff":[1000000000]`, `"ack_policy":"explicit","backoff":[1000000000]`, `"ack_policy":"all","max_ack_pending":-1`,
		`"durable_name":"c","name":"d"`, `"durable_name":"c","inactive_threshold":3600000000000`, `"name":"c","inactive_threshold":3600000000000`,
		`"deliver_subject":"d","flow_control":true`, `"deliver_subject":"d","flow_control":true,"idle_heartbeat":1000000000`, `"flow_control":true,"idle_heartbeat":1000000000`,
		`"idle_heartbeat":1000000000`, `"deliver_subject":"d","idle_heartbeat":99000000`, `"deliver_subject":"d","idle_heartbeat":100000000`,
		`"deliver_subject":"d","max_waiting":5`, `"deliver_subject":"d","max_batch":5`, `"deliver_subject":"d","max_expires":1000000000`, `"deliver_subject":"d","max_bytes":5`,
		`"deliver_subject":"d","rate_limit_bps":8000`, `"rate_limit_bps":8000`, `"deliver_group":"g"`, `"deliver_subject":"d","deliver_group":"g"`,
		`"deliver_subject":"s.x"`, `"deliver_subject":"d","direct":true`, `"deliver_subject":"d","direct":true,"durable_name":"c"`, `"direct":true`,
		`"deliver_subject":"d","sourcing":true`, `"mem_storage":true,"durable_name":"c"`, `"num_replicas":1`, `"num_replicas":2`,
		`"max_expires":500000`, `"max_expires":1000000`, `"max_batch":-5`, `"max_waiting":-5`, `"max_bytes":-5`, `"headers_only":true,"ack_policy":"all"`,
		`"replay_policy":"original","deliver_subject":"d","rate_limit_bps":8000`, `"max_ack_pending":0,"ack_policy":"explicit"`, `"max_ack_pending":2000,"ack_policy":"explicit"`,
		`"pause_until":"2099-01-01T00:00:00Z","durable_name":"c"`, `"sample_freq":"10%","ack_policy":"none"`, `"priority_timeout":1000000000`, `"ack_wait":-5,"ack_policy":"explicit"`,
	}
	limits := []string{"", `,"consumer_limits":{"max_ack_pending":500,"inactive_threshold":60000000000}`, `,"max_consumers":1`, `,"retention":"interest"`, `,"retention":"workqueue"`}
	for n, more := range limits {
		a.spring(more)
		for m, config := range configs {
			pedantic := ""
			if (n+m)%2 == 1 {
				pedantic = `,"pedantic":true`
			}
			a.consumed("CONSUMER.CREATE.S", below(config, pedantic))
			if !strings.Contains(config, "name") {
				a.consumed("CONSUMER.CREATE.S.c", below(`"durable_name":"c",`+config))
			}
		}
		a.ask("STREAM.DELETE.S", "")
	}
}

func consumerRandom(a *asker) {
	a.spring("")
	r := rand.New(rand.NewSource(2))
	for range 300 {
		var all []string
		seen := map[string]bool{"name": true, "durable_name": true, "num_replicas": true}
		for range 2 + r.Intn(5) {
			m := consumerMembers[r.Intn(len(consumerMembers))]
			value := m.values[r.Intn(len(m.values))]
			if !seen[m.name] && len(value) < 1000 {
				seen[m.name] = true
				all = append(all, quoted(m.name)+":"+value)
			}
		}
		a.consumed("CONSUMER.CREATE.S.c", below(`"name":"c",`+strings.Join(all, ","), []string{"", `,"action":"create"`, `,"pedantic":true`}[r.Intn(3)]))
	}
}

// consumerForms are the subjects by which a consumer is made, and what they must have in common with the request.
func consumerForms(a *asker) {
	a.spring("")
	bodies := []string{
		below(``), below(`"name":"c"`), below(`"durable_name":"c"`), below(`"durable_name":"c","name":"c"`), below(`"name":"d"`), below(`"durable_name":"d"`),
		below(`"durable_name":"c","filter_subject":"s.a"`), below(`"name":"c","filter_subject":"s.b"`), below(`"name":"c","filter_subjects":["s.a"]`),
		below(`"name":"c","filter_subjects":["s.a","s.b"]`), below(`"name":"c","filter_subject":"s.a"`, `,"action":"create"`),
		below(`"name":"c","filter_subject":"s.a"`, `,"action":"update"`), below(`"name":"c"`, `,"action":""`), below(`"name":"c"`, `,"action":"x"`), below(`"name":"c"`, `,"action":1`),
		below(`"name":"c"`, `,"unknown":1`), `{"stream_name":"T","config":{"name":"c"}}`, `{"config":{"name":"c"}}`, `{"stream_name":"S"}`, `{"stream_name":"S","config":null}`,
		`{"stream_name":"","config":{"name":"c"}}`,
	}
	for _, verb := range []string{"CONSUMER.CREATE.S", "CONSUMER.CREATE.S.c", "CONSUMER.CREATE.S.c.s.a", "CONSUMER.CREATE.S.c.s.>", "CONSUMER.CREATE.S.c.>", "CONSUMER.CREATE.S.c.s.b",
		"CONSUMER.DURABLE.CREATE.S.c", "CONSUMER.CREATE.NOBODY.c", "CONSUMER.CREATE.NOBODY", "CONSUMER.DURABLE.CREATE.NOBODY.c", "CONSUMER.CREATE.S.c/d", `CONSUMER.CREATE.S.c\d`,
		"CONSUMER.CREATE.S." + long} {
		for _, body := range bodies {
			a.consumed(verb, body)
		}
	}
	a.ask("CONSUMER.DURABLE.CREATE.S", below(`"durable_name":"c"`))
	a.ask("CONSUMER.DURABLE.CREATE.S.c.d", below(`"durable_name":"c"`))
	// Made again, alike and not, by every action.
	for _, action := range []string{``, `,"action":"create"`, `,"action":"update"`} {
		for _, config := range []string{`"name":"c"`, `"name":"c"`, `"name":"c","description":"d"`, `"durable_name":"c"`, `"durable_name":"c","inactive_threshold":3600000000000`} {
			a.ask("CONSUMER.CREATE.S.c", below(config, action))
		}
		a.ask("CONSUMER.DELETE.S.c", "")
		for _, config := range []string{`"durable_name":"c","ack_policy":"explicit"`, `"durable_name":"c","ack_policy":"explicit"`, `"durable_name":"c","ack_policy":"explicit","max_deliver":-1`, `"name":"c","ack_policy":"explicit"`} {
			a.ask("CONSUMER.CREATE.S.c", below(config, action))
		}
		a.ask("CONSUMER.DELETE.S.c", "")
	}
}

func consumerUpdates(a *asker) {
	a.spring("")
	for n, base := range []string{`"durable_name":"c","ack_policy":"explicit"`, `"durable_name":"c","ack_policy":"all","deliver_subject":"d","idle_heartbeat":1000000000`,
		`"durable_name":"c","ack_policy":"explicit","filter_subjects":["s.a","s.b"],"max_deliver":5,"backoff":[1000000000,2000000000],"metadata":{"a":"b"}`} {
		for _, member := range consumerMembers {
			a.ask("CONSUMER.CREATE.S.c", below(base))
			for m, value := range member.values {
				if m < 9 && len(value) < 1000 {
					kept := strings.Split(base, ",\""+member.name+"\":")[0]
					action := []string{`,"action":"update"`, ``}[(n+m)%2]
					a.ask("CONSUMER.CREATE.S.c", below(kept+","+quoted(member.name)+":"+value, action))
				}
			}
			a.ask("CONSUMER.INFO.S.c", "")
			a.ask("CONSUMER.DELETE.S.c", "")
		}
	}
	a.ask("CONSUMER.CREATE.S.c", below(`"durable_name":"c"`, `,"action":"update"`))
}

func consumerPages(a *asker) {
	a.spring("")
	for n := range 300 {
		a.ask(fmt.Sprint("CONSUMER.CREATE.S.p", n), below(fmt.Sprintf(`"durable_name":"p%d","ack_policy":"explicit","mem_storage":true`, n)))
	}
	for _, verb := range []string{"CONSUMER.NAMES.S", "CONSUMER.LIST.S", "CONSUMER.NAMES.NOBODY", "CONSUMER.LIST.NOBODY"} {
		for _, body := range []string{"", "{}", `{"offset":250}`, `{"offset":299}`, `{"offset":300}`, `{"offset":1000}`, `{"offset":-1}`, `{"offset":"a"}`, `{"subject":"p"}`, `{"limit":3}`, `[]`, `text`} {
			a.ask(verb, body)
		}
	}
	for n := range 30 {
		a.ask(fmt.Sprint("CONSUMER.DELETE.S.p", n*10), "")
	}
	a.ask("CONSUMER.NAMES.S", "")
	a.ask("STREAM.INFO.S", "")
	a.ask("INFO", "")
}

func consumerPause(a *asker) {
	a.spring("")
	a.ask("CONSUMER.CREATE.S.c", below(`"durable_name":"c","ack_policy":"explicit"`))
	for _, body := range []string{`{"pause_until":"2099-01-01T00:00:00Z"}`, `{"pause_until":"2020-01-01T00:00:00Z"}`, `{"pause_until":"0001-01-01T00:00:00Z"}`, ``, `{}`,
		`{"pause_until":"x"}`, `{"pause_until":null}`, `{"pause_until":5}`, `{"unknown":1}`, `text`, `[]`} {
		a.ask("CONSUMER.PAUSE.S.c", body)
		a.ask("CONSUMER.INFO.S.c", "")
	}
	a.ask("CONSUMER.PAUSE.S.nobody", `{"pause_until":"2099-01-01T00:00:00Z"}`)
	a.ask("CONSUMER.PAUSE.NOBODY.c", `{"pause_until":"2099-01-01T00:00:00Z"}`)
	a.ask("CONSUMER.PAUSE.S.c", `{"pause_until":"2099-01-01T00:00:00Z"}`)
	a.ask("CONSUMER.CREATE.S.c", below(`"durable_name":"c","ack_policy":"explicit","description":"d"`))
	a.ask("CONSUMER.INFO.S.c", "")
}

// consumerQueues are the rules of work queues and of interest.
func consumerQueues(a *asker) {
	for _, retention := range []string{"workqueue", "interest"} {
		a.spring(`,"retention":"` + retention + `"`)
		for n, config := range []string{`"ack_policy":"explicit"`, `"ack_policy":"none"`, `"ack_policy":"all"`, `"ack_policy":"explicit","filter_subject":"s.a"`,
			`"ack_policy":"explicit","filter_subject":"s.*"`, `"ack_policy":"explicit","filter_subjects":["s.b","s.c.>"]`, `"ack_policy":"explicit","filter_subject":"s.b"`,
			`"ack_policy":"explicit","filter_subject":"s.x","deliver_policy":"new"`, `"ack_policy":"none","filter_subject":"s.x","deliver_subject":"d"`,
			`"ack_policy":"explicit","filter_subject":"s.x","deliver_policy":"by_start_sequence","opt_start_seq":1`, `"ack_policy":"explicit","filter_subject":"s.y"`} {
			a.ask(fmt.Sprint("CONSUMER.CREATE.S.q", n), below(fmt.Sprintf(`"durable_name":"q%d",`, n)+config))
			a.ask("STREAM.INFO.S", "")
		}
		a.ask("CONSUMER.CREATE.S.q3", below(`"durable_name":"q3","ack_policy":"explicit","filter_subject":"s.y"`))
		a.ask("STREAM.DELETE.S", "")
	}
}
