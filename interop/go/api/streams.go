package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"strings"
)

// quoted is a text as JSON.
func quoted(text string) string {
	out, _ := json.Marshal(text)
	return string(out)
}

// wrong are values of every type, for a member of any type.
var wrong = []string{"null", "true", `"text"`, `""`, "1.5", "[]", `["a"]`, "{}", `{"a":1}`}

var (
	counts    = []string{"-2", "-1", "0", "1", "5", "2147483648", "9223372036854775807", "9223372036854775808", "1e3"}
	durations = []string{"-1", "0", "1", "99999999", "100000000", "1000000000", "120000000000", "86400000000000000"}
	// No time that would pass while something else is asked.
	idle     = []string{"-1", "0", "3600000000000", "86400000000000000"}
	ages     = []string{"-1", "0", "1", "99999999", "3600000000000", "86400000000000000"}
	switches = []string{"true", "false", "0", `"true"`}
	long     = strings.Repeat("x", 300)
	texts    = []string{`""`, `"a"`, `"a b"`, `"a.b"`, `"*"`, `">"`, `"a.*"`, `"ü"`, `"a\u0000b"`, `"a/b"`, `"a\\b"`, quoted(long)}
)

// streamMembers are values for each member of a stream's configuration.
var streamMembers = []struct {
	name   string
	values []string
}{
	{"name", append([]string{`"S"`, `"T"`, `" "`}, texts...)},
	{"description", []string{`"d"`, quoted(strings.Repeat("d", 4096)), quoted(strings.Repeat("d", 4097))}},
	{"subjects", []string{`["s"]`, `["s","s"]`, `["s","t"]`, `["s.*","s.a"]`, `["s.>","s.a"]`, `["s.*","*.a"]`, `[]`, `[""]`, `["a b"]`,
		`["a..b"]`, `[".a"]`, `["a."]`, `["a.>.b"]`, `["a>"]`, `["a*"]`, `[">"]`, `["*"]`, `["$JS.API.>"]`, `["$JS.EVENT.>"]`, `["$SYS.>"]`,
		`["$SYS.ACCOUNT.>"]`, `["$KV.x.>"]`, `["$NRG.x"]`, `["$JSC.x"]`, `[1]`, `"s"`, quoted(long)}},
	{"retention", []string{`"limits"`, `"interest"`, `"workqueue"`, `"Limits"`, `"x"`, `0`, `1`}},
	{"max_consumers", counts}, {"max_msgs", counts}, {"max_bytes", counts}, {"max_msgs_per_subject", counts}, {"max_msg_size", counts},
	{"max_age", ages}, {"duplicate_window", durations}, {"subject_delete_marker_ttl", durations},
	{"discard", []string{`"old"`, `"new"`, `"none"`, `1`}},
	{"discard_new_per_subject", switches},
	{"storage", []string{`"file"`, `"memory"`, `"disk"`, `22`}},
	{"num_replicas", []string{"-1", "0", "1", "2", "3", "5", "6", "7"}},
	{"no_ack", switches}, {"allow_direct", switches}, {"mirror_direct", switches}, {"sealed", switches}, {"deny_delete", switches},
	{"deny_purge", switches}, {"allow_rollup_hdrs", switches}, {"allow_msg_ttl", switches},
	{"compression", []string{`"none"`, `"s2"`, `"zip"`, `0`}},
	{"persist_mode", []string{`"default"`, `"x"`, `0`}},
	{"first_seq", []string{"0", "1", "100", "18446744073709551615", "18446744073709551614", "-1"}},
	{"subject_transform", []string{`{"src":"s","dest":"t"}`, `{"src":"","dest":"t"}`, `{"src":"s","dest":""}`, `{"src":"*","dest":"t.$1"}`,
		`{"src":"s.*","dest":"t.$2"}`, `{"src":"s.*","dest":"t.{{wildcard(1)}}"}`, `{"src":"s.*","dest":"t.{{nothing(1)}}"}`, `{"src":"a b","dest":"t"}`,
		`{"src":"s","dest":"t t"}`, `{"src":">","dest":"x.>"}`, `{"src":"s.*","dest":"t.{{partition(3,1)}}"}`, `{"src":"s","dest":"*"}`}},
	{"republish", []string{`{"dest":"r"}`, `{"dest":"r.>"}`, `{"src":">","dest":"r.>"}`, `{"src":"s","dest":"s"}`, `{"src":"s","dest":"r.$1"}`,
		`{"dest":""}`, `{"dest":"r","headers_only":true}`, `{"src":"nothing","dest":"r"}`, `{"src":"*","dest":"r.$1"}`, `{"dest":"a b"}`, `{"dest":"s"}`,
		`{"dest":"*"}`, `{"dest":">"}`}},
	{"consumer_limits", []string{`{"inactive_threshold":3600000000000}`, `{"max_ack_pending":5}`, `{"max_ack_pending":-1}`, `{"inactive_threshold":-1}`,
		`{"unknown":1}`, `{"max_ack_pending":"a"}`}},
	{"placement", []string{`{"cluster":"c"}`, `{"tags":["a"]}`, `{"preferred":"x"}`, `{"cluster":"","tags":[]}`}},
	{"metadata", []string{`{"a":"b"}`, `{"a":1}`, `{"_nats.req.level":"9"}`, `{"_nats.ver":"1"}`, `{"_nats.x":"1"}`, `{"a":"` + strings.Repeat("m", 140_000) + `"}`, `{"":""}`}},
	{"mirror", []string{`{"name":"other"}`, `{"name":""}`, `{"name":"a.b"}`, `{"name":"S"}`, `{"name":"other","filter_subject":"a b"}`}},
	{"sources", []string{`[{"name":"other"}]`, `[{"name":"other"},{"name":"other"}]`, `[{"name":""}]`, `[{"name":"a b"}]`, `[null]`, `[{"name":"S"}]`,
		`[{"name":"other","filter_subject":"a..b"}]`}},
	{"template_owner", []string{`"x"`}}, {"pedantic", switches}, {"unknown", []string{"1"}}, {"created", []string{`"2020-01-01T00:00:00Z"`}},
	{"Name", []string{`"T"`}}, {"MAX_MSGS", []string{"7"}},
}

func stream(more string) string {
	return `{"name":"S","subjects":["s"],"storage":"memory"` + more + `}`
}

// with puts a member into a stream's configuration, in the place of what stands there.
func with(member, value, more string) string {
	base := []string{`"name":"S"`, `"subjects":["s"]`, `"storage":"memory"`}
	if member == "mirror" {
		base[1] = ""
	}
	var all []string
	for _, each := range append(base, quoted(member)+":"+value) {
		if each != "" && (!strings.HasPrefix(each, quoted(member)+":") || each == quoted(member)+":"+value) {
			all = append(all, each)
		}
	}
	return "{" + strings.Join(all, ",") + more + "}"
}

// made creates a stream, and deletes it if the reference made it.
func (a *asker) made(body string) {
	if a.ask("STREAM.CREATE.S", body) {
		a.ask("STREAM.DELETE.S", "")
	}
}

func streamFields(a *asker) {
	for _, member := range streamMembers {
		for _, value := range member.values {
			a.made(with(member.name, value, ""))
			if !strings.Contains(value, "mmmm") {
				a.made(with(member.name, value, `,"pedantic":true`))
			}
		}
		for _, value := range wrong {
			a.made(with(member.name, value, ""))
		}
	}
}

// streamRules are members that stand in the way of each other.
func streamRules(a *asker) {
	for _, more := range []string{
		`"discard":"new","discard_new_per_subject":true`, `"discard_new_per_subject":true,"max_msgs_per_subject":1`,
		`"discard":"new","discard_new_per_subject":true,"max_msgs_per_subject":1`,
		`"allow_rollup_hdrs":true,"deny_purge":true`, `"sealed":true,"max_age":1000000000`, `"sealed":true`,
		`"max_age":1000000000,"duplicate_window":2000000000`, `"max_age":1000000000,"duplicate_window":1000000000`,
		`"max_age":1000000000`, `"max_age":50000000`, `"max_age":100000000`, `"duplicate_window":50000000`,
		`"subject_delete_marker_ttl":1000000000,"allow_msg_ttl":false`, `"subject_delete_marker_ttl":1000000000,"allow_msg_ttl":true`,
		`"subject_delete_marker_ttl":1000000000,"allow_msg_ttl":true,"allow_rollup_hdrs":true`,
		`"subject_delete_marker_ttl":1000000000,"deny_purge":true`, `"subject_delete_marker_ttl":500000000`, `"subject_delete_marker_ttl":1500000000`,
		`"retention":"workqueue","no_ack":true`, `"retention":"interest","discard":"new"`,
		`"retention":"workqueue","consumer_limits":{"max_ack_pending":10}`,
		`"consumer_limits":{"max_ack_pending":10,"inactive_threshold":3600000000000}`,
		`"no_ack":true,"subjects":[">"]`, `"subjects":["$JS.>"],"no_ack":true`, `"subjects":["$SYS.>"],"no_ack":true`, `"subjects":[">"]`,
		`"num_replicas":3,"storage":"file"`, `"first_seq":10,"max_msgs":5`, `"compression":"s2","storage":"memory"`,
		`"compression":"s2","storage":"file"`, `"persist_mode":"default","storage":"file"`,
		`"subjects":["s.*"],"subject_transform":{"src":"s.*","dest":"s.x.$1"}`, `"subjects":["s.*"],"subject_transform":{"src":"q.*","dest":"t.$1"}`,
		`"subjects":["s.*"],"republish":{"src":"s.*","dest":"s.$1"}`, `"subjects":["s.>"],"republish":{"src":"s.>","dest":"r.>"}`,
		`"subjects":["s.>"],"republish":{"src":"s.a","dest":"r.a"}`, `"republish":{"src":">","dest":"$JS.x.>"}`,
		`"subjects":["s.*"],"subject_transform":{"src":"s.*","dest":"t.$1"},"republish":{"src":"t.*","dest":"r.$1"}`,
		`"max_bytes":100,"max_msg_size":200`, `"max_msgs":0,"max_bytes":0,"max_msg_size":0,"max_consumers":0,"max_msgs_per_subject":0`,
		`"mirror":{"name":"other"}`, `"subjects":null,"mirror":{"name":"other"}`, `"subjects":[],"mirror":{"name":"other"}`,
		`"subjects":null,"mirror":{"name":"other"},"sources":[{"name":"x"}]`, `"subjects":null,"mirror":{"name":"other"},"first_seq":5`,
		`"subjects":null,"mirror":{"name":"other"},"allow_msg_ttl":true`, `"subjects":null,"mirror":{"name":"other"},"subject_delete_marker_ttl":1000000000`,
		`"subjects":null,"mirror":{"name":"other"},"duplicate_window":1000000000`, `"subjects":null,"mirror":{"name":"other"},"mirror_direct":true`,
		`"subjects":null,"mirror":{"name":"other"},"allow_direct":true`, `"mirror_direct":true`, `"subjects":null,"mirror":{"name":"other"},"retention":"workqueue"`,
		`"subjects":null,"mirror":{"name":"other","opt_start_seq":5,"opt_start_time":"2020-01-01T00:00:00Z"}`,
		`"subjects":null,"mirror":{"name":"other","opt_start_seq":5}`, `"subjects":null,"mirror":{"name":"other","opt_start_time":"2020-01-01T00:00:00Z"}`,
		`"subjects":null,"mirror":{"name":"other","opt_start_time":"tomorrow"}`,
		`"subjects":null,"mirror":{"name":"other","filter_subject":"a.>"}`, `"subjects":null,"mirror":{"name":"other","filter_subject":"a","subject_transforms":[{"src":"a","dest":"b"}]}`,
		`"subjects":null,"mirror":{"name":"other","subject_transforms":[{"src":"a","dest":"b"},{"src":"a","dest":"c"}]}`,
		`"subjects":null,"mirror":{"name":"other","subject_transforms":[{"src":"a..","dest":"b"}]}`,
		`"subjects":null,"mirror":{"name":"other","subject_transforms":[{"src":"a.*","dest":"b.$3"}]}`,
		`"subjects":null,"mirror":{"name":"other","subject_transforms":[{"src":"a","dest":""}]}`,
		`"subjects":null,"mirror":{"name":"S"}`, `"subjects":null,"mirror":{"name":"other","unknown":1}`,
		`"subjects":null,"mirror":{"name":"other","external":{"api":"","deliver":""}}`, `"subjects":null,"mirror":{"name":"other","external":{"api":"a b"}}`,
		`"subjects":null,"mirror":{"name":"other","external":{"api":"$JS.x.API","deliver":"d.*"}}`,
		`"subjects":null,"mirror":{"name":"other","external":{"api":"$JS.x.API","deliver":"d"}}`,
		`"subjects":null,"mirror":{"name":"other","external":{"api":"$JS.x.>","deliver":"d"}}`,
		`"sources":[{"name":"a"},{"name":"b"}]`, `"subjects":null,"sources":[{"name":"a"}]`, `"sources":[{"name":"a","filter_subject":"x"},{"name":"a","filter_subject":"y"}]`,
		`"sources":[{"name":"a","filter_subject":"x"},{"name":"a","filter_subject":"x"}]`,
		`"sources":[{"name":"a","filter_subject":"x","subject_transforms":[{"src":"x","dest":"y"}]}]`,
		`"sources":[{"name":"a","subject_transforms":[{"src":"x","dest":"y"},{"src":"x.>","dest":"y.>"}]}]`,
		`"sources":[{"name":"a","subject_transforms":[{"src":"x","dest":"y"},{"src":"x","dest":"z"}]}]`,
		`"sources":[{"name":"a","subject_transforms":[{"src":">","dest":"y.>"}]}]`, `"sources":[{"name":"a","subject_transforms":[{"src":"","dest":""}]}]`,
		`"sources":[{"name":"a","opt_start_seq":7}],"duplicate_window":0`, `"sources":[{"name":"a"}],"duplicate_window":1000000000`,
		`"sources":[{"name":"a","external":{"api":"$JS.x.API","deliver":"s"}}]`, `"sources":[{"name":"a"}],"retention":"workqueue"`,
		`"sources":[{"name":"S"}]`, `"allow_msg_ttl":true,"max_age":500000000`, `"deny_delete":true,"allow_rollup_hdrs":true`,
		`"max_consumers":2000`, `"max_consumers":1000`, `"max_consumers":1`, `"storage":"file","max_bytes":9000000000000000000`,
		`"storage":"memory","max_bytes":9000000000000000000`,
	} {
		for _, pedantic := range []string{"", `,"pedantic":true`} {
			a.made(merged(more, pedantic))
		}
	}
}

// merged is the base of a stream's configuration and more, which wins. The members stand in the order of the base.
func merged(more, end string) string {
	base := ""
	for _, each := range [][2]string{{"name", `"S"`}, {"subjects", `["s"]`}, {"storage", `"memory"`}} {
		if !strings.Contains(","+more, `,"`+each[0]+`":`) {
			base += quoted(each[0]) + ":" + each[1] + ","
		}
	}
	return "{" + strings.ReplaceAll(base, `"subjects":null,`, "") + more + end + "}"
}

// streamRandom puts several good and bad members together. The seed is always the same.
func streamRandom(a *asker) {
	r := rand.New(rand.NewSource(1))
	for range 300 {
		var all []string
		seen := map[string]bool{"pedantic": true, "num_replicas": true}
		for range 2 + r.Intn(5) {
			m := streamMembers[r.Intn(len(streamMembers))]
			value := m.values[r.Intn(len(m.values))]
			if !seen[m.name] && len(value) < 1000 {
				seen[m.name] = true
				all = append(all, quoted(m.name)+":"+value)
			}
		}
		pedantic := ""
		if r.Intn(4) == 0 {
			pedantic = `,"pedantic":true`
		}
		a.made(merged(strings.Join(all, ","), pedantic))
	}
}

// streamUpdates changes each member, with messages and a consumer in the stream.
func streamUpdates(a *asker) {
	bases := []string{stream(""), stream(`,"retention":"workqueue","allow_msg_ttl":true,"deny_purge":true,"metadata":{"a":"b"}`),
		stream(`,"max_msgs":5,"discard":"new","mirror_direct":false,"republish":{"dest":"r"},"allow_direct":true`)}
	for n, base := range bases {
		for _, member := range streamMembers {
			values := member.values
			if len(values) > 8 {
				values = values[:8]
			}
			a.ask("STREAM.CREATE.S", base)
			for range 3 {
				a.send("s", "message")
			}
			a.ask("CONSUMER.CREATE.S.c", `{"stream_name":"S","config":{"name":"c","ack_policy":"explicit","max_ack_pending":100}}`)
			for m, value := range values {
				pedantic := ""
				if (n+m)%5 == 4 {
					pedantic = `,"pedantic":true`
				}
				a.ask("STREAM.UPDATE.S", merged(quoted(member.name)+":"+value, pedantic))
			}
			a.ask("STREAM.INFO.S", "")
			a.ask("STREAM.DELETE.S", "")
		}
	}
	a.ask("STREAM.UPDATE.NOBODY", `{"name":"NOBODY"}`)
	a.ask("STREAM.UPDATE.NOBODY", `{"name":"OTHER"}`)
	a.ask("STREAM.UPDATE.NOBODY", ``)
	// Created twice, alike and not.
	a.ask("STREAM.CREATE.S", stream(""))
	a.ask("STREAM.CREATE.S", stream(""))
	a.ask("STREAM.CREATE.S", stream(`,"max_msgs":-1`))
	a.ask("STREAM.CREATE.S", stream(`,"max_msgs":7`))
	a.ask("STREAM.CREATE.S", stream(`,"metadata":{"a":"b"}`))
	a.ask("STREAM.CREATE.T", `{"name":"T","subjects":["s"]}`)
	a.ask("STREAM.CREATE.T", `{"name":"T","subjects":["*"]}`)
	a.ask("STREAM.CREATE.T", `{"name":"T","subjects":["t"]}`)
	a.ask("STREAM.UPDATE.T", `{"name":"T","subjects":["t","s"]}`)
	a.ask("STREAM.UPDATE.T", `{"name":"T","subjects":["t","u.>"]}`)
	a.send("u.a", "message")
	a.ask("STREAM.UPDATE.T", `{"name":"T","subjects":["v"]}`)
	a.send("u.a", "message")
	a.send("v", "message")
	a.ask("STREAM.INFO.T", `{"subjects_filter":">"}`)
}

// streamCopies are updates of mirrors and sources, whose origins are not there.
func streamCopies(a *asker) {
	a.ask("STREAM.CREATE.M", `{"name":"M","storage":"memory","mirror":{"name":"O"}}`)
	for _, body := range []string{
		`{"name":"M","storage":"memory","mirror":{"name":"P"}}`, `{"name":"M","storage":"memory","mirror":{"name":"O","opt_start_seq":5}}`,
		`{"name":"M","storage":"memory","mirror":{"name":"O"},"max_msgs":5}`, `{"name":"M","storage":"memory","mirror":{"name":"O"},"subjects":["x"]}`,
		`{"name":"M","storage":"memory"}`, `{"name":"M","storage":"memory","mirror":{"name":"O"}}`, `{"name":"M","storage":"memory","subjects":["m"]}`,
	} {
		a.ask("STREAM.UPDATE.M", body)
	}
	a.ask("STREAM.CREATE.A", `{"name":"A","storage":"memory","sources":[{"name":"O"}]}`)
	for _, body := range []string{
		`{"name":"A","storage":"memory","sources":[{"name":"O"},{"name":"P"}]}`, `{"name":"A","storage":"memory","sources":[{"name":"P","filter_subject":"x"}]}`,
		`{"name":"A","storage":"memory","sources":[{"name":"A"}]}`, `{"name":"A","storage":"memory"}`, `{"name":"A","storage":"memory","subjects":["a"],"mirror":{"name":"O"}}`,
		`{"name":"A","storage":"memory","mirror":{"name":"O"}}`,
	} {
		a.ask("STREAM.UPDATE.A", body)
	}
	a.ask("STREAM.CREATE.B", `{"name":"B","storage":"memory","subjects":["b"],"sources":[{"name":"C"}]}`)
	a.ask("STREAM.CREATE.C", `{"name":"C","storage":"memory","subjects":["c"],"sources":[{"name":"B"}]}`)
	a.ask("STREAM.CREATE.C", `{"name":"C","storage":"memory","subjects":["c"],"sources":[{"name":"B","filter_subject":"c"}]}`)
}

func streamPages(a *asker) {
	for n := range 300 {
		a.ask(fmt.Sprint("STREAM.CREATE.P", n), fmt.Sprintf(`{"name":"P%d","subjects":["p.%d","q.%d.>"],"storage":"memory"}`, n, n, n%7*1000+n))
	}
	for _, verb := range []string{"STREAM.NAMES", "STREAM.LIST"} {
		for _, body := range []string{"", "{}", `{"offset":0}`, `{"offset":250}`, `{"offset":299}`, `{"offset":300}`, `{"offset":1000}`, `{"offset":-1}`, `{"offset":"a"}`,
			`{"offset":1.5}`, `{"subject":"p.7"}`, `{"subject":"p.*"}`, `{"subject":"p.>","offset":270}`, `{"subject":"nothing"}`, `{"subject":"a..b"}`, `{"subject":""}`,
			`{"subject":"q.3.x"}`, `{"limit":5}`, `[]`, `null`, `text`, `{"subject":1}`, `{"offset":9223372036854775808}`} {
			a.ask(verb, body)
		}
	}
	for n := range 20 {
		a.send("p.0", "x")
		a.send(fmt.Sprint("q.0.", n), "x")
	}
	for _, body := range []string{`{"subjects_filter":">"}`, `{"subjects_filter":"q.0.*","offset":5}`, `{"subjects_filter":"q.0.*","offset":500}`, `{"subjects_filter":"a b"}`,
		`{"subjects_filter":"p.0"}`, `{"offset":-5,"subjects_filter":">"}`, `{"deleted_details":true}`, `{"deleted_details":"yes"}`, `{"offset":5}`, `{"subjects_filter":"zzz"}`} {
		a.ask("STREAM.INFO.P0", body)
	}
}
