// Asks two servers the same of the JetStream API, some thousand questions good and bad, and compares the answers member by
// member: texts of errors too, and the order in which members stand. Times, identifiers and the names of servers are each
// server's own. What is asked does not depend on what was answered.
//
//	api --server CMD --reference CMD [--only SECTION] [--show N]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/nats-io/nats.go"

	"midge/interop/twin"
)

// shown is how many differences are printed; all are counted.
const shown = 40

var (
	only = flag.String("only", "", "run sections whose names begin so")
	show = flag.Int("show", 0, "print the question of this number, and both answers")
)

// section is a part of the questions, which begins without streams.
type section struct {
	name string
	ask  func(*asker)
}

type asker struct {
	pair     *twin.Pair
	section  string
	asked    int
	silent   int
	later    int
	lines    int
	failed   int
	names    [2][]string // of consumers, as the servers have generated them
	created  string      // the last consumer that the reference has made: its name, or a generated one's place
	events   [2]*nats.Subscription
	compared bool
}

func main() {
	server, reference := twin.Flags()
	sections := []section{
		{"stream-fields", streamFields}, {"stream-rules", streamRules}, {"stream-random", streamRandom},
		{"stream-updates", streamUpdates}, {"stream-copies", streamCopies}, {"stream-pages", streamPages},
		{"bodies", bodies}, {"names", names}, {"levels", levels}, {"unknown", unknown}, {"account", account},
		{"purge", purges}, {"messages", messages}, {"direct", direct}, {"publish", publishes},
		{"consumer-fields", consumerFields}, {"consumer-rules", consumerRules}, {"consumer-random", consumerRandom},
		{"consumer-forms", consumerForms}, {"consumer-updates", consumerUpdates}, {"consumer-pages", consumerPages},
		{"consumer-pause", consumerPause}, {"consumer-queues", consumerQueues}, {"next", nextRequests}, {"advisories", advisories},
	}
	a := &asker{pair: twin.Start(server, reference)}
	for _, s := range sections {
		if strings.HasPrefix(s.name, *only) {
			a.run(s)
		}
	}
	a.pair.Stop()
	if a.lines > shown {
		fmt.Printf("# %d more differences\n", a.lines-shown)
	}
	if a.later > 0 {
		fmt.Printf("# %d requests for what is not supported yet\n", a.later)
	}
	fmt.Printf("# %d requests, %d without an answer, %d with differences\n", a.asked, a.silent, a.failed)
	if a.failed > 0 {
		os.Exit(1)
	}
}

func (a *asker) run(s section) {
	a.clear()
	a.section, a.compared = s.name, true
	asked, failed, from := a.asked, a.failed, time.Now()
	s.ask(a)
	if a.failed == failed {
		fmt.Printf("ok jetstream-api/%s\n", s.name)
	}
	fmt.Printf("# %s: %d requests, %s\n", s.name, a.asked-asked, time.Since(from).Round(time.Millisecond))
}

// undo deletes a consumer that was just made, of which there may be nothing left once it has been idle for some time.
func (a *asker) undo() {
	if name := a.created; name != "" {
		a.ask("CONSUMER.DELETE.S."+name, "")
		if strings.HasPrefix(name, "{") {
			last := len(a.names[0]) - 1
			a.names[0], a.names[1] = a.names[0][:last], a.names[1][:last]
		}
	}
}

// clear deletes all streams of both sides.
func (a *asker) clear() {
	a.pair.Both(func(_ int, s *twin.Side) {
		for {
			m, err := s.Conn.Request("$JS.API.STREAM.NAMES", nil, twin.Wait)
			var got struct{ Streams []string }
			if err != nil || json.Unmarshal(m.Data, &got) != nil || len(got.Streams) == 0 {
				return
			}
			for _, name := range got.Streams {
				_, _ = s.Conn.Request("$JS.API.STREAM.DELETE."+name, nil, twin.Wait)
			}
		}
	})
	a.names = [2][]string{}
}

// rename puts a generated name's number in its place.
func (a *asker) rename(i int, text string) string {
	for n, name := range a.names[i] {
		text = strings.ReplaceAll(text, name, fmt.Sprint("(name ", n, ")"))
	}
	return text
}

// told puts generated names into a question: {0} is the first one.
func (a *asker) told(i int, text string) string {
	for n, name := range a.names[i] {
		text = strings.ReplaceAll(text, fmt.Sprint("{", n, "}"), name)
	}
	return text
}

var generated = regexp.MustCompile(`^[A-Za-z0-9]{8}$`)

// ask asks both, below $JS.API, and compares. Headers are pairs.
func (a *asker) ask(verb, body string, headers ...string) bool {
	return a.send("$JS.API."+verb, body, headers...)
}

// send asks both on a subject. It returns whether the reference has answered without an error.
func (a *asker) send(subject, body string, headers ...string) bool {
	a.asked++
	answers := a.pair.Request(func(i int) *nats.Msg {
		m := nats.NewMsg(a.told(i, subject))
		m.Data = []byte(a.told(i, body))
		for n := 0; n+1 < len(headers); n += 2 {
			m.Header.Add(headers[n], headers[n+1])
		}
		return m
	})
	a.learn(answers)
	differences := a.differences(answers)
	if *show == a.asked {
		fmt.Printf("# %s %s %v\n# ours   %s\n# theirs %s\n", subject, body, headers, told(answers[0]), told(answers[1]))
	}
	if answers[1] == nil {
		a.silent++
	}
	if len(differences) > 0 && answers[0] != nil && strings.Contains(string(answers[0].Data), "not supported yet") {
		a.later++
		differences = nil
	}
	a.report(fmt.Sprint(a.asked), subject+" "+body, differences)
	return answers[1] != nil && !strings.Contains(string(answers[1].Data), `"error":{`)
}

func (a *asker) report(what, question string, differences []twin.Difference) {
	if len(differences) == 0 {
		return
	}
	a.failed++
	for _, d := range differences {
		if a.lines++; a.lines <= shown {
			fmt.Println(plain(fmt.Sprintf("FAIL jetstream-api/%s/%s %.150s %s", a.section, what, strings.Join(strings.Fields(question), " "), d)))
		}
	}
}

// plain is a line without what is none.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError || r == 0x7f {
			return '?'
		}
		return r
	}, text)
}

// learn takes the names that servers have made up for a consumer.
func (a *asker) learn(answers [2]*nats.Msg) {
	var got [2]struct{ Type, Name string }
	a.created = ""
	if answers[1] != nil && json.Unmarshal(answers[1].Data, &got[1]) == nil && strings.HasSuffix(got[1].Type, ".consumer_create_response") {
		a.created = got[1].Name
	}
	for i := range got {
		if answers[i] == nil || json.Unmarshal(answers[i].Data, &got[i]) != nil || !strings.HasSuffix(got[i].Type, ".consumer_create_response") ||
			!generated.MatchString(got[i].Name) {
			return
		}
	}
	if got[0].Name != got[1].Name {
		a.created = fmt.Sprint("{", len(a.names[0]), "}")
		for i := range got {
			a.names[i] = append(a.names[i], got[i].Name)
		}
	}
}

func told(m *nats.Msg) string {
	if m == nil {
		return "(no answer)"
	}
	return strings.TrimSpace(fmt.Sprint(headersOf(m), " ", string(m.Data)))
}

// headersOf are an answer's headers in one text, without times.
func headersOf(m *nats.Msg) string {
	var all []string
	for name, values := range m.Header {
		for _, value := range values {
			if name == "Nats-Time-Stamp" || name == "Nats-Stream-Identity" {
				value = "(something)"
			}
			all = append(all, name+":"+value)
		}
	}
	sort.Strings(all)
	return strings.Join(all, ",")
}

func (a *asker) differences(answers [2]*nats.Msg) []twin.Difference {
	ours, theirs := answers[0], answers[1]
	if ours == nil || theirs == nil {
		if told(ours) == told(theirs) {
			return nil
		}
		return []twin.Difference{{Field: "(answer)", Ours: told(ours), Theirs: told(theirs)}}
	}
	var all []twin.Difference
	if x, y := a.rename(0, headersOf(ours)), a.rename(1, headersOf(theirs)); x != y {
		all = append(all, twin.Difference{Field: "(headers)", Ours: x, Theirs: y})
	}
	return append(all, twin.JSON(ours.Data, theirs.Data, a.rename)...)
}

// listen records what both publish on a subject from here on.
func (a *asker) listen(subject string) {
	a.pair.Both(func(i int, s *twin.Side) {
		sub, err := s.SubscribeSync(subject)
		if err == nil {
			err = s.FlushTimeout(twin.Wait)
		}
		if err != nil {
			panic(err)
		}
		a.events[i] = sub
	})
}

// heard compares what was published: as much as the reference has, in any order.
func (a *asker) heard(what string) {
	var all [2][]*nats.Msg
	count := func(i int) int {
		for {
			m, err := a.events[i].NextMsg(time.Millisecond)
			if err != nil {
				return len(all[i])
			}
			all[i] = append(all[i], m)
		}
	}
	// Until both have told the same number for some while.
	same, last := 0, -1
	for end := time.Now().Add(twin.Wait / 2); same < 20 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		x, y := count(0), count(1)
		if x == y && x == last {
			same++
		} else {
			same = 0
		}
		last = x
	}
	var lines [2][]string
	for i := range all {
		for _, m := range all[i] {
			lines[i] = append(lines[i], a.rename(i, m.Subject)+" "+twin.Masked(m.Data, i, a.rename))
		}
		sort.Strings(lines[i])
		_ = a.events[i].Unsubscribe()
	}
	missing, extra := minus(lines[1], lines[0]), minus(lines[0], lines[1])
	var differences []twin.Difference
	for n := 0; n < len(missing) || n < len(extra); n++ {
		d := twin.Difference{Field: "(event)", Ours: "(none)", Theirs: "(none)"}
		if n < len(extra) {
			d.Ours = extra[n]
		}
		if n < len(missing) {
			d.Theirs = missing[n]
		}
		differences = append(differences, d)
	}
	a.asked++
	a.report(fmt.Sprint(a.asked), what, differences)
}

func minus(a, b []string) []string {
	count := map[string]int{}
	for _, each := range b {
		count[each]++
	}
	var left []string
	for _, each := range a {
		if count[each]--; count[each] < 0 {
			left = append(left, each)
		}
	}
	return left
}
