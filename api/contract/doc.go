// Package contract holds requests to what openapi.yaml says of them, before any
// handler sees them: which members and parameters there are, of which kind, how
// long, how many, which values.
//
// It promises that JSON is read strictly (UTF-8, no unknown, repeated or
// differently cased member names, bounded depth, no NUL in any text) and that each
// refusal is a [chat.Error] with a sentence for the person who sent it and the path
// of the member that is at fault.
//
// What no schema can say (who may, whether it exists, whether it fits what is
// stored) is left to others.
package contract
