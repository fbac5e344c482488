package main

import (
	"fmt"
	"strings"
)

// below every verb, with a stream S and a consumer c where there are some.
var verbs = []string{
	"INFO", "STREAM.CREATE.X", "STREAM.UPDATE.S", "STREAM.NAMES", "STREAM.LIST", "STREAM.INFO.S", "STREAM.PURGE.S", "STREAM.MSG.GET.S", "STREAM.MSG.DELETE.S",
	"STREAM.PEER.REMOVE.S", "STREAM.LEADER.STEPDOWN.S", "CONSUMER.CREATE.S", "CONSUMER.CREATE.S.x", "CONSUMER.CREATE.S.x.s.a", "CONSUMER.DURABLE.CREATE.S.x",
	"CONSUMER.NAMES.S", "CONSUMER.LIST.S", "CONSUMER.INFO.S.c", "CONSUMER.DELETE.S.nobody", "CONSUMER.PAUSE.S.c", "CONSUMER.LEADER.STEPDOWN.S.c",
	"STREAM.DELETE.NOBODY", "DIRECT.GET.S", "DIRECT.GET.S.s.a",
}

func bodies(a *asker) {
	a.spring(`,"allow_direct":true`)
	a.ask("CONSUMER.CREATE.S.c", below(`"durable_name":"c","ack_policy":"explicit"`))
	for _, verb := range verbs {
		for _, body := range []string{"", "{}", " {} ", "{ }", "null", "[]", "text", "1", `""`, "{", `{"`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1}`, `{"a":1}}`, `{"a":1} x`, `{}{}`, `{"name":}`,
			`{"name":"S"`, `{'name':'S'}`, "{\"name\":\"\xff\xfe\"}", `{"name":"S","name":"T"}`, `{"seq":1e2}`, `{"seq":-1}`, `{"seq":"1"}`, `{"seq":1.5}`, `{"seq":true}`,
			strings.Repeat("[", 100) + strings.Repeat("]", 100), strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100), "\x00", "  ", "\n{\n}\n", "[{}]", "true", "{}\x00"} {
			a.ask(verb, body)
			if strings.HasPrefix(verb, "CONSUMER.CREATE.S") || strings.Contains(verb, "DURABLE") {
				a.names = [2][]string{}
			}
		}
	}
	a.ask("STREAM.INFO.S", "")
}

func names(a *asker) {
	a.spring(`,"allow_direct":true`)
	a.ask("CONSUMER.CREATE.S.c", below(`"durable_name":"c","ack_policy":"explicit"`))
	for _, name := range []string{"NOBODY", "s", "a/b", `a\b`, "ü", long, strings.Repeat("n", 255), "S-1", "S_1", "-", "$", "S$"} {
		for _, verb := range []string{"STREAM.INFO.%s", "STREAM.DELETE.%s", "STREAM.PURGE.%s", "CONSUMER.NAMES.%s", "CONSUMER.LIST.%s", "CONSUMER.INFO.%s.c", "CONSUMER.INFO.S.%s",
			"CONSUMER.DELETE.%s.c", "CONSUMER.DELETE.S.%s", "CONSUMER.PAUSE.S.%s"} {
			a.ask(fmt.Sprintf(verb, name), "")
		}
		a.ask("STREAM.MSG.GET."+name, `{"seq":1}`)
		a.ask("STREAM.MSG.DELETE."+name, `{"seq":100}`)
		a.ask("STREAM.CREATE."+name, `{"name":`+quoted(name)+`,"subjects":["n"],"storage":"memory"}`)
		a.ask("STREAM.INFO."+name, "")
		a.ask("STREAM.DELETE."+name, "")
		a.ask("CONSUMER.CREATE.S."+name, below(`"durable_name":`+quoted(name)))
		a.ask("CONSUMER.INFO.S."+name, "")
		a.ask("CONSUMER.DELETE.S."+name, "")
	}
	for _, each := range [][2]string{{"STREAM.CREATE.A", `{"name":"B","subjects":["b"]}`}, {"STREAM.CREATE.A", `{"subjects":["b"]}`}, {"STREAM.CREATE.A", `{"name":""}`},
		{"STREAM.UPDATE.S", `{"name":"B"}`}, {"STREAM.UPDATE.S", `{"subjects":["b"]}`}} {
		a.ask(each[0], each[1])
	}
}

func levels(a *asker) {
	a.spring(`,"allow_direct":true`)
	a.ask("CONSUMER.CREATE.S.c", below(`"durable_name":"c","ack_policy":"explicit"`))
	for _, level := range []string{"0", "1", "5", "6", "999", "-1", "x", "", "1.0", " 1", "99999999999999999999"} {
		for _, verb := range verbs {
			if strings.HasPrefix(verb, "CONSUMER.CREATE") || strings.HasPrefix(verb, "CONSUMER.DURABLE") {
				continue
			}
			a.ask(verb, "", "Nats-Required-Api-Level", level)
		}
		a.ask("CONSUMER.CREATE.S.x", below(`"durable_name":"x"`), "Nats-Required-Api-Level", level)
		a.ask("CONSUMER.MSG.NEXT.S.c", `{"batch":1,"no_wait":true}`, "Nats-Required-Api-Level", level)
		a.send("s.a", "message", "Nats-Required-Api-Level", level)
	}
}

// unknown are verbs that nobody answers, and those of a cluster.
func unknown(a *asker) {
	a.spring("")
	for _, verb := range []string{"NOTHING", "STREAM", "STREAM.INFO", "STREAM.INFO.S.x", "STREAM.NAMES.x"} {
		a.ask(verb, "")
	}
	for _, verb := range []string{"STREAM.PEER.REMOVE.S", "STREAM.LEADER.STEPDOWN.S", "STREAM.LEADER.STEPDOWN.NOBODY", "CONSUMER.LEADER.STEPDOWN.S.c", "META.LEADER.STEPDOWN", "SERVER.REMOVE",
		"ACCOUNT.STREAM.MOVE.G.S", "ACCOUNT.PURGE.G"} {
		for _, body := range []string{`{"peer":"x"}`, `{"placement":{"cluster":"c"}}`} {
			a.ask(verb, body)
		}
	}
}

func account(a *asker) {
	a.ask("INFO", "")
	a.ask("INFO", "x")
	a.ask("STREAM.CREATE.F", `{"name":"F","subjects":["f"]}`)
	a.ask("STREAM.CREATE.R", `{"name":"R","subjects":["r"],"max_bytes":100000,"storage":"memory"}`)
	a.ask("STREAM.CREATE.Q", `{"name":"Q","subjects":["q"],"max_bytes":100000}`)
	a.ask("INFO", "")
	for n := range 20 {
		a.send("f", strings.Repeat("x", n*10))
		a.send("r", strings.Repeat("x", n*10), "Header", "value")
	}
	for _, name := range []string{"F", "R"} {
		a.ask("CONSUMER.CREATE."+name+".c", `{"stream_name":"`+name+`","config":{"durable_name":"c"}}`)
		a.ask("STREAM.INFO."+name, "")
	}
	a.ask("INFO", "")
	a.ask("STREAM.PURGE.F", "")
	a.ask("STREAM.DELETE.R", "")
	a.ask("INFO", "")
}

func purges(a *asker) {
	a.ask("STREAM.CREATE.S", `{"name":"S","subjects":["s.>"],"storage":"memory"}`)
	fill := func() {
		for n := range 12 {
			a.send(fmt.Sprint("s.", "abc"[n%3:n%3+1]), fmt.Sprint(n))
		}
	}
	for _, body := range []string{`{"filter":"s.a"}`, `{"filter":"s.a","keep":1}`, `{"keep":2}`, `{"seq":5}`, `{"seq":20}`, `{"seq":100000}`, `{"seq":5,"keep":2}`, `{"filter":"s.*","seq":50}`,
		`{"filter":"nothing"}`, `{"filter":"a..b"}`, `{"filter":""}`, `{"keep":0}`, `{"seq":0}`, `{"keep":1000}`, `{"filter":"s.b","keep":100}`, `{"filter":">"}`, `{}`, ``, `{"unknown":1}`,
		`{"keep":-1}`, `{"seq":"5"}`, `{"filter":"s.>","keep":2}`, `{"filter":"s.c","seq":200}`} {
		fill()
		a.ask("STREAM.PURGE.S", body)
		a.ask("STREAM.INFO.S", `{"deleted_details":true,"subjects_filter":">"}`)
	}
	a.ask("STREAM.PURGE.NOBODY", "")
	a.ask("STREAM.UPDATE.S", `{"name":"S","subjects":["s.>"],"storage":"memory","deny_purge":true}`)
	a.ask("STREAM.PURGE.S", "")
	a.ask("STREAM.PURGE.S", `{"filter":"s.a"}`)
}

func messages(a *asker) {
	for _, storage := range []string{"memory", "file"} {
		a.ask("STREAM.CREATE.S", `{"name":"S","subjects":["s.>"],"storage":"`+storage+`"}`)
		for n := range 12 {
			a.send(fmt.Sprint("s.", "abc"[n%3:n%3+1], ".", n%2), fmt.Sprint(n), "Number", fmt.Sprint(n))
		}
		a.send("s.bytes", "\x00\xff\r\n")
		a.send("s.empty", "")
		for _, body := range []string{`{"seq":1}`, `{"seq":7}`, `{"seq":14}`, `{"seq":15}`, `{"seq":0}`, `{"seq":13}`, `{"last_by_subj":"s.a.0"}`, `{"last_by_subj":"s.a.*"}`, `{"last_by_subj":"nothing"}`,
			`{"last_by_subj":">"}`, `{"last_by_subj":"a..b"}`, `{"next_by_subj":"s.b.1"}`, `{"next_by_subj":"s.b.*","seq":6}`, `{"next_by_subj":"s.b.*","seq":100}`, `{"next_by_subj":"s.b.*","last_by_subj":"s.a.0"}`,
			`{"seq":1,"last_by_subj":"s.a.0"}`, `{"seq":1,"no_hdr":true}`, `{"batch":5,"seq":1}`, `{"max_bytes":100,"seq":1}`, `{"start_time":"2020-01-01T00:00:00Z"}`, `{"start_time":"2099-01-01T00:00:00Z"}`,
			`{"start_time":"2020-01-01T00:00:00Z","seq":3}`, `{"start_time":"2020-01-01T00:00:00Z","next_by_subj":"s.c.*"}`, `{"start_time":"x"}`, `{"multi_last":["s.>"]}`, `{"up_to_seq":5}`, ``, `{}`, `{"unknown":1}`,
			`{"next_by_subj":""}`, `{"last_by_subj":"s.empty"}`} {
			a.ask("STREAM.MSG.GET.S", body)
		}
		for _, body := range []string{`{"seq":3}`, `{"seq":3}`, `{"seq":4,"no_erase":true}`, `{"seq":100}`, `{"seq":0}`, ``, `{}`, `{"no_erase":true}`, `{"seq":1}`, `{"seq":14}`, `{"seq":"1"}`} {
			a.ask("STREAM.MSG.DELETE.S", body)
			a.ask("STREAM.INFO.S", `{"deleted_details":true}`)
		}
		a.ask("STREAM.MSG.GET.S", `{"seq":3}`)
		a.ask("STREAM.MSG.GET.S", `{"next_by_subj":"s.>","seq":1}`)
		a.ask("STREAM.UPDATE.S", `{"name":"S","subjects":["s.>"],"storage":"`+storage+`","deny_delete":true}`)
		a.ask("STREAM.MSG.DELETE.S", `{"seq":5}`)
		a.ask("STREAM.UPDATE.S", `{"name":"S","subjects":["s.>"],"storage":"`+storage+`","deny_delete":true,"sealed":true}`)
		a.ask("STREAM.MSG.DELETE.S", `{"seq":5}`)
		a.ask("STREAM.PURGE.S", ``)
		a.ask("STREAM.MSG.GET.S", `{"seq":5}`)
		a.send("s.a", "sealed")
		a.ask("STREAM.DELETE.S", "")
	}
}

func direct(a *asker) {
	for _, more := range []string{`,"allow_direct":true`, ``} {
		a.ask("STREAM.CREATE.S", `{"name":"S","subjects":["s.>"],"storage":"memory"`+more+`}`)
		for n := range 9 {
			a.send(fmt.Sprint("s.", "abc"[n%3:n%3+1]), fmt.Sprint(n), "Number", fmt.Sprint(n))
		}
		for _, body := range []string{`{"seq":1}`, `{"seq":20}`, `{"seq":0}`, `{"last_by_subj":"s.a"}`, `{"last_by_subj":"nothing"}`, `{"last_by_subj":"s.*"}`, `{"next_by_subj":"s.b"}`, `{"next_by_subj":"s.b","seq":5}`,
			`{"next_by_subj":"s.b","seq":50}`, ``, `{}`, `text`, `{"unknown":1}`, `{"seq":1,"no_hdr":true}`, `{"seq":1,"last_by_subj":"s.a"}`, `{"batch":2}`, `{"batch":2,"seq":1,"last_by_subj":"s.a"}`, `{"max_bytes":5}`,
			`{"multi_last":[]}`, `{"multi_last":["nothing"]}`, `{"multi_last":["s.a"],"seq":1}`, `{"multi_last":["s.a"],"up_to_seq":1,"up_to_time":"2020-01-01T00:00:00Z"}`, `{"start_time":"2020-01-01T00:00:00Z"}`,
			`{"start_time":"2099-01-01T00:00:00Z"}`, `{"start_time":"2020-01-01T00:00:00Z","seq":1}`, `{"up_to_seq":5}`, `{"batch":-1,"seq":1}`, `{"seq":-1}`, `{"last_by_subj":"a..b"}`, `{"multi_last":["a..b"]}`} {
			a.ask("DIRECT.GET.S", body)
		}
		for _, subject := range []string{"s.a", "s.z", "s.*", "other"} {
			for _, body := range []string{``, `{}`, `{"no_hdr":true}`, `{"seq":1}`, `text`} {
				a.ask("DIRECT.GET.S."+subject, body)
			}
		}
		a.ask("DIRECT.GET.NOBODY", `{"seq":1}`)
		a.ask("STREAM.DELETE.S", "")
	}
}

// publishes are acknowledgements: one after another, since what is expected is of what was before.
func publishes(a *asker) {
	for _, more := range []string{``, `,"allow_rollup_hdrs":true,"allow_msg_ttl":true,"storage":"file"`, `,"max_msgs":4,"discard":"new","max_msg_size":200,"storage":"memory"`,
		`,"max_msgs_per_subject":1,"discard":"new","discard_new_per_subject":true`, `,"max_bytes":500,"discard":"new"`, `,"max_bytes":500`, `,"retention":"interest"`, `,"no_ack":true`} {
		a.ask("STREAM.CREATE.S", `{"name":"S","subjects":["s.>"]`+more+`}`)
		if strings.Contains(more, "no_ack") {
			// Nobody answers.
			a.send("s.a", "message")
			a.ask("STREAM.DELETE.S", "")
			continue
		}
		for _, headers := range [][]string{
			nil, {"Nats-Msg-Id", "1"}, {"Nats-Msg-Id", "1"}, {"Nats-Msg-Id", "2"}, {"Nats-Msg-Id", ""}, {"Nats-Expected-Stream", "S"}, {"Nats-Expected-Stream", "T"}, {"Nats-Expected-Stream", ""},
			{"Nats-Expected-Last-Sequence", "4"}, {"Nats-Expected-Last-Sequence", "0"}, {"Nats-Expected-Last-Sequence", "x"}, {"Nats-Expected-Last-Sequence", "-1"}, {"Nats-Expected-Last-Sequence", ""},
			{"Nats-Expected-Last-Sequence", "99999999999999999999"}, {"Nats-Expected-Last-Subject-Sequence", "0"}, {"Nats-Expected-Last-Subject-Sequence", "5"}, {"Nats-Expected-Last-Subject-Sequence", "x"},
			{"Nats-Expected-Last-Subject-Sequence", "0", "Nats-Expected-Last-Subject-Sequence-Subject", "s.none"}, {"Nats-Expected-Last-Subject-Sequence", "1", "Nats-Expected-Last-Subject-Sequence-Subject", "s.*"},
			{"Nats-Expected-Last-Subject-Sequence-Subject", "s.a"}, {"Nats-Expected-Last-Subject-Sequence", "0", "Nats-Expected-Last-Subject-Sequence-Subject", "a..b"}, {"Nats-Expected-Last-Msg-Id", "2"},
			{"Nats-Expected-Last-Msg-Id", "none"}, {"Nats-Expected-Last-Msg-Id", ""}, {"Nats-Msg-Id", "3", "Nats-Expected-Last-Msg-Id", "2"}, {"Nats-Rollup", "sub"}, {"Nats-Rollup", "all"}, {"Nats-Rollup", "x"}, {"Nats-Rollup", ""},
			{"Nats-Rollup", "SUB"}, {"Nats-TTL", "1h"}, {"Nats-TTL", "3600"}, {"Nats-TTL", "never"}, {"Nats-TTL", "1ms"}, {"Nats-TTL", "-1"}, {"Nats-TTL", "0"}, {"Nats-TTL", "x"}, {"Nats-TTL", ""}, {"Nats-TTL", "1.5s"},
			{"Nats-Stream-Source", "x"}, {"Nats-Marker-Reason", "MaxAge"}, {"Nats-Msg-Size", "5"}, {"Nats-Required-Api-Level", "1"}, {"Nats-Required-Api-Level", "99"}, {"nats-msg-id", "1"}, {"Nats-Msg-Id", "1", "Nats-Msg-Id", "9"},
			{"Nats-Msg-Id", "1", "Nats-Expected-Last-Sequence", "77"}, {"Nats-Msg-Id", "1", "Nats-Expected-Stream", "T"}, {"KV-Operation", "DEL"}, {"KV-Operation", "PURGE", "Nats-Rollup", "sub"}, {"X", strings.Repeat("x", 70_000)},
			{"Nats-Stream", "x"}, {"Nats-Sequence", "x"},
		} {
			a.send("s.a", "message", headers...)
		}
		a.send("s.b", strings.Repeat("x", 201))
		a.send("s.b", strings.Repeat("x", 200))
		a.send("s.b", "")
		a.send("t", "no stream")
		a.ask("STREAM.INFO.S", `{"subjects_filter":">","deleted_details":true}`)
		a.ask("STREAM.DELETE.S", "")
	}
}

// nextRequests are pulls of which the first answer tells.
func nextRequests(a *asker) {
	a.spring("")
	a.ask("CONSUMER.CREATE.S.e", below(`"durable_name":"e","ack_policy":"explicit","deliver_policy":"new"`))
	a.ask("CONSUMER.CREATE.S.l", below(`"durable_name":"l","ack_policy":"explicit","deliver_policy":"new","max_batch":5,"max_expires":1000000000,"max_bytes":100,"max_waiting":1`))
	a.ask("CONSUMER.CREATE.S.p", below(`"durable_name":"p","ack_policy":"explicit","deliver_subject":"d"`))
	a.ask("CONSUMER.CREATE.S.n", below(`"durable_name":"n","ack_policy":"none"`))
	for _, consumer := range []string{"e", "l", "p", "nobody"} {
		for _, body := range []string{`{"no_wait":true}`, `{"batch":1,"no_wait":true}`, `{"batch":6,"no_wait":true}`, `{"batch":-1,"no_wait":true}`, `{"batch":0,"no_wait":true}`, `{"batch":1,"expires":20000000}`,
			`{"batch":3,"expires":20000000,"max_bytes":50}`, `{"expires":2000000000,"batch":1,"idle_heartbeat":1500000000}`, `{"batch":1,"max_bytes":101,"no_wait":true}`, `{"batch":1,"expires":-5,"no_wait":true}`,
			`{"batch":"x"}`, `{`, `{"batch":1,"unknown":1,"no_wait":true}`, `{"batch":1,"no_wait":true,"expires":20000000}`, `{"batch":1,"group":"g","no_wait":true}`, `{"batch":1,"priority":5,"no_wait":true}`,
			`{"batch":1,"priority":50,"no_wait":true}`, `{"batch":1,"min_pending":5,"no_wait":true}`, `{"batch":1,"id":"x","no_wait":true}`, `{"batch":99999999999999999999,"no_wait":true}`} {
			if consumer == "l" && strings.Contains(body, "2000000000") {
				continue
			}
			a.ask("CONSUMER.MSG.NEXT.S."+consumer, body)
		}
	}
	for _, body := range []string{`1`, ``, `{"batch":1,"no_wait":true}`, `{"batch":1,"no_wait":true,"max_bytes":1}`, `x`, `{"batch":1,"expires":1000000000}`} {
		a.ask("CONSUMER.MSG.NEXT.S.n", body)
	}
	a.ask("CONSUMER.INFO.S.n", "")
}

// advisories are what both publish of what is done.
func advisories(a *asker) {
	a.listen("$JS.EVENT.ADVISORY.>")
	a.spring("")
	a.ask("STREAM.UPDATE.S", `{"name":"S","subjects":["s.>"],"storage":"memory","max_msgs":100}`)
	a.ask("CONSUMER.CREATE.S.c", below(`"durable_name":"c","ack_policy":"explicit"`))
	a.ask("CONSUMER.CREATE.S.c", below(`"durable_name":"c","ack_policy":"explicit","description":"d"`))
	a.ask("CONSUMER.CREATE.S", below(``))
	a.ask("CONSUMER.PAUSE.S.c", `{"pause_until":"2099-01-01T00:00:00Z"}`)
	a.ask("CONSUMER.PAUSE.S.c", ``)
	a.ask("CONSUMER.INFO.S.c", "")
	a.ask("CONSUMER.DELETE.S.c", "")
	a.ask("CONSUMER.DELETE.S.c", "")
	a.ask("STREAM.MSG.DELETE.S", `{"seq":1}`)
	a.ask("STREAM.PURGE.S", `{"filter":"s.a"}`)
	a.ask("STREAM.INFO.S", "")
	a.ask("STREAM.NAMES", "")
	a.ask("STREAM.CREATE.S", `{`)
	a.ask("STREAM.DELETE.S", "")
	a.ask("STREAM.DELETE.S", "")
	a.heard("events")
}
