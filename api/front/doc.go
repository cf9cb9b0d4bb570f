// Package front serves the built front ends: files with their compressed forms, pages
// with a fresh nonce and their policy, and the loader filled with a site's settings.
//
// It promises that a hashed name may be kept for ever and nothing else is, that no
// page runs a script that is not ours, and that a front end that was not built says
// so instead of failing.
package front
