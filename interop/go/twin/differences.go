package twin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
)

// Difference is a member of two answers that is not the same.
type Difference struct{ Field, Ours, Theirs string }

func (d Difference) String() string { return d.Field + " " + short(d.Ours) + " " + short(d.Theirs) }

func short(text string) string {
	text = strings.Join(strings.Fields(text), "_")
	if len(text) > 120 {
		return text[:117] + "…"
	}
	if text == "" {
		return `""`
	}
	return text
}

// masked are members whose values are each server's own: of them only counts whether they are there and not zero.
var masked = map[string]bool{
	"created": true, "ts": true, "time": true, "first_ts": true, "last_ts": true, "last_active": true, "timestamp": true,
	"leader": true, "id": true, "active": true, "pause_remaining": true, "server": true, "start": true, "end": true,
	"client": true, "ack_time": true, "pinned_ts": true,
}

// JSON compares two texts member by member. Names are replaced by rename first.
func JSON(ours, theirs []byte, rename func(i int, text string) string) []Difference {
	a, errA := tree(ours)
	b, errB := tree(theirs)
	if errA != nil || errB != nil {
		if bytes.Equal(ours, theirs) {
			return nil
		}
		return []Difference{{"(text)", string(ours), string(theirs)}}
	}
	var all []Difference
	unlimited(a)
	compare("", mask("", a, 0, rename), mask("", b, 1, rename), &all)
	if len(all) == 0 {
		if x, y := limitMembers.ReplaceAllString(keys(ours), ""), keys(theirs); x != y {
			all = append(all, Difference{"(order)", x, y})
		}
	}
	return all
}

// Members of "exceeded", as keys lists them: those that have no figure are left out.
var limitMembers = regexp.MustCompile(` exceeded name configured_in value( used)?( requested)?`)

var limit = regexp.MustCompile(`,"exceeded":\{"name":"[^"]*","configured_in":"[^"]*"(,"[a-z]+":-?\d+)*\}`)

// WithoutLimit is an answer without what Midge says besides of the limit that an error comes from.
func WithoutLimit(answer []byte) string {
	return limit.ReplaceAllString(string(answer), "")
}

// unlimited takes away what Midge says besides of the limit that an error comes from.
func unlimited(v any) {
	if answer, ok := v.(map[string]any); ok {
		if answer["error"] != nil {
			delete(answer, "exceeded")
		}
	}
}

func tree(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("more than one value")
	}
	return v, nil
}

func mask(key string, v any, i int, rename func(int, string) string) any {
	switch v := v.(type) {
	case map[string]any:
		if masked[key] {
			return "(something)"
		}
		out := map[string]any{}
		_, moves := v["lag"]
		if key == "api" {
			// How often each was asked before is not the question.
			delete(v, "total")
			delete(v, "errors")
		}
		for k, each := range v {
			// A copy of a stream is as far as it has come.
			if !moves || k != "lag" && k != "active" && k != "error" && k != "seq" {
				out[k] = mask(k, each, i, rename)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for n, each := range v {
			out[n] = mask(key, each, i, rename)
		}
		if key == "sources" {
			// Where a server tells how far it is with each it does so in any order.
			sort.SliceStable(out, func(a, b int) bool { return text(out[a]) < text(out[b]) })
		}
		return out
	case string:
		if masked[key] && v != "" && !strings.HasPrefix(v, "0001-01-01T") {
			return "(something)"
		}
		if (key == "request" || key == "response") && strings.HasPrefix(v, "{") {
			// An answer within an advisory.
			if inner, err := tree([]byte(v)); err == nil {
				unlimited(inner)
				return mask("", inner, i, rename)
			}
		}
		return rename(i, v)
	case json.Number:
		if masked[key] && v != "0" {
			return "(something)"
		}
	}
	return v
}

func compare(field string, a, b any, all *[]Difference) {
	x, isX := a.(map[string]any)
	y, isY := b.(map[string]any)
	if isX && isY {
		names := map[string]bool{}
		for k := range x {
			names[k] = true
		}
		for k := range y {
			names[k] = true
		}
		sorted := make([]string, 0, len(names))
		for k := range names {
			sorted = append(sorted, k)
		}
		sort.Strings(sorted)
		for _, k := range sorted {
			l, inL := x[k]
			r, inR := y[k]
			at := strings.TrimPrefix(field+"."+k, ".")
			switch {
			case !inL:
				*all = append(*all, Difference{at, "(none)", text(r)})
			case !inR:
				*all = append(*all, Difference{at, text(l), "(none)"})
			default:
				compare(at, l, r, all)
			}
		}
		return
	}
	l, isL := a.([]any)
	r, isR := b.([]any)
	if isL && isR && len(l) == len(r) {
		for n := range l {
			compare(fmt.Sprint(field, "[", n, "]"), l[n], r[n], all)
		}
		return
	}
	if p, q := text(a), text(b); p != q {
		*all = append(*all, Difference{field, p, q})
	}
}

func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	out := &bytes.Buffer{}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	_ = e.Encode(v)
	return strings.TrimSpace(out.String())
}

// keys are all names of members in the order in which they stand.
func keys(text []byte) string {
	d := json.NewDecoder(bytes.NewReader(text))
	var names []string
	var object []bool
	name := false
	for {
		token, err := d.Token()
		if err != nil {
			return strings.Join(names, " ")
		}
		switch t := token.(type) {
		case json.Delim:
			if t == '{' || t == '[' {
				object = append(object, t == '{')
				name = t == '{'
				continue
			}
			object = object[:len(object)-1]
		case string:
			if name {
				if t != "error" && t != "seq" {
					names = append(names, t)
				}
				name = false
				continue
			}
		}
		name = len(object) > 0 && object[len(object)-1]
	}
}

// Masked is a text of JSON in which only what both servers should say alike is left, in one form.
func Masked(data []byte, i int, rename func(int, string) string) string {
	v, err := tree(data)
	if err != nil {
		return string(data)
	}
	return text(mask("", v, i, rename))
}
