// Checks checkpoints and proofs of ours with the Go project's own library, which knows nothing of us.
//
// Reads what `connect audit prove ENTRY --head FILE` prints. Prints "accepted", or why not.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proofs struct {
	Keys        []string `json:"keys"`
	Head        string   `json:"head"`
	Note        string   `json:"note"`
	Body        string   `json:"body"`
	Place       int64    `json:"place"`
	Inclusion   [][]byte `json:"inclusion"`
	Consistency [][]byte `json:"consistency"`
}

func main() {
	if err := check(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("accepted")
}

func check() error {
	var said proofs
	if err := json.NewDecoder(os.Stdin).Decode(&said); err != nil {
		return err
	}
	verifiers := make([]note.Verifier, len(said.Keys))
	for number, key := range said.Keys {
		verifier, err := note.NewVerifier(key)
		if err != nil {
			return err
		}
		verifiers[number] = verifier
	}
	oldSize, oldRoot, err := opened(said.Head, verifiers)
	if err != nil {
		return err
	}
	size, root, err := opened(said.Note, verifiers)
	if err != nil {
		return err
	}
	err = tlog.CheckRecord(hashes(said.Inclusion), size, root, said.Place, tlog.RecordHash([]byte(said.Body)))
	if err != nil {
		return fmt.Errorf("inclusion: %w", err)
	}
	if err := tlog.CheckTree(hashes(said.Consistency), size, root, oldSize, oldRoot); err != nil {
		return fmt.Errorf("consistency: %w", err)
	}
	return nil
}

// opened gives size and root of a note whose signature holds. The library reads the first line of the Go project's own
// trees only, so origin, size and root are taken from the text that it verified.
func opened(signed string, verifiers []note.Verifier) (int64, tlog.Hash, error) {
	var root tlog.Hash
	read, err := note.Open([]byte(signed), note.VerifierList(verifiers...))
	if err != nil {
		return 0, root, err
	}
	lines := strings.Split(read.Text, "\n")
	if len(lines) != 4 || lines[0] != verifiers[0].Name() || lines[3] != "" {
		return 0, root, fmt.Errorf("no checkpoint: %q", read.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return 0, root, err
	}
	raw, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || copy(root[:], raw) != len(root) {
		return 0, root, fmt.Errorf("no root: %q", lines[2])
	}
	return size, root, nil
}

func hashes(raw [][]byte) []tlog.Hash {
	made := make([]tlog.Hash, len(raw))
	for number, one := range raw {
		copy(made[number][:], one)
	}
	return made
}
