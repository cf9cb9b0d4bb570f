// Package auth proves who somebody is: agents by password, then by a short access
// token bound to a session and a refresh cookie that is exchanged at each use;
// visitors by an opaque cookie; sockets by a ticket that works once.
//
// It promises that secrets lie in the database only as hashes, that a stolen
// refresh token that is used after its owner's next refresh ends the session for
// both, and that a session that ended opens nothing more after five seconds, on any
// node. When the database cannot be asked, nobody is let in who was not just
// now.
//
// What somebody may do is decided in package policy; cookies are written and read
// by the HTTP handlers, with names and attributes from [Cookies].
package auth
