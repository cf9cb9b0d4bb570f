package auth

// CheapHash hashes a password at a cost below today's.
func CheapHash(password string) string {
	cheap, salt := cost{memory: 8 << 10, passes: 1, threads: 1}, []byte("0123456789abcdef")
	return encode(cheap, salt, derive(cheap, password, salt))
}
