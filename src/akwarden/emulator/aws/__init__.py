"""An emulated AWS, as far as akwarden reads it: one account or several, asked by any official SDK.

`acme` makes the accounts of the company; `server` answers for them. Which actions there are stands in
`actions`. What an answer looks like on the wire follows from the models of the services that botocore brings.
"""
