// What klauspost/compress/s2 and minio/highwayhash, which nats-server stands on, make of bytes. A request on the standard
// input: its kind (u8), how long the rest is (u32, little-endian), the rest. An answer: 0, or 1 for refused (u8), and the same.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/s2"
	"github.com/minio/highwayhash"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for {
		var head [5]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return
		}
		body := make([]byte, binary.LittleEndian.Uint32(head[1:]))
		if _, err := io.ReadFull(in, body); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		answer, err := answer(head[0], body)
		head[0] = 0
		if err != nil {
			head[0], answer = 1, []byte(err.Error())
		}
		binary.LittleEndian.PutUint32(head[1:], uint32(len(answer)))
		out.Write(head[:])
		out.Write(answer)
		if err := out.Flush(); err != nil {
			return
		}
	}
}

func answer(kind byte, body []byte) ([]byte, error) {
	switch kind {
	case 'e':
		return s2.Encode(nil, body), nil
	case 'b':
		return s2.EncodeBetter(nil, body), nil
	case 'x':
		return s2.EncodeBest(nil, body), nil
	case 'n':
		return s2.EncodeSnappy(nil, body), nil
	case 'm':
		return s2.EncodeSnappyBest(nil, body), nil
	case 'd':
		return s2.Decode(nil, body)
	case 'w':
		return stream(body, len(body), s2.WriterConcurrency(1))
	case 'f':
		return stream(body, 3000, s2.WriterConcurrency(1))
	case 'p':
		return stream(body, len(body), s2.WriterBetterCompression(), s2.WriterBlockSize(64<<10), s2.WriterPadding(1000), s2.WriterAddIndex())
	case 'l':
		return stream(body, len(body), s2.WriterBestCompression(), s2.WriterBlockSize(4<<20))
	case 'u':
		return stream(body, len(body), s2.WriterUncompressed())
	case 's':
		return stream(body, len(body), s2.WriterSnappyCompat())
	case 'r':
		// Behind something that cannot seek, as a socket.
		return io.ReadAll(s2.NewReader(io.MultiReader(bytes.NewReader(body))))
	case 'h':
		hash, err := highwayhash.New64(body[:32])
		if err != nil {
			return nil, err
		}
		hash.Write(body[32:])
		return hash.Sum(nil), nil
	}
	return nil, fmt.Errorf("no such request: %q", kind)
}

// stream writes some bytes at a time, with a flush after each time.
func stream(body []byte, step int, options ...s2.WriterOption) ([]byte, error) {
	var made bytes.Buffer
	w := s2.NewWriter(&made, options...)
	for len(body) > 0 {
		n := min(step, len(body))
		if _, err := w.Write(body[:n]); err != nil {
			return nil, err
		}
		if err := w.Flush(); err != nil {
			return nil, err
		}
		body = body[n:]
	}
	err := w.Close()
	return made.Bytes(), err
}
