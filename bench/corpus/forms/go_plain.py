"""Go: constants, structs, flags and variables."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "go/constants",
        "config.go const.go keys.go",
        PAIRS,
        """package config

⟦head⟧
// ⟦brand⟧: ⟦cmt⟧
const (
	⟦idn.pascal⟧ = "⟦id⟧"
	⟦secn.pascal⟧ = "⟦sec⟧"
	Bucket = "⟦bucket⟧"
	Digest = "sha256:⟦hex:64⟧"
)
⟦tail⟧""",
    ),
    Form(
        "go/struct-literal",
        "config.go main.go default.go",
        PAIRS,
        """package config

⟦head⟧
var Default = &Config{
	Name: "⟦app⟧",
	⟦brand.pascal⟧: ⟦brand.pascal⟧Config{
		Region:   "⟦region⟧",
		⟦idn.bare.pascal⟧: "⟦id⟧",
		⟦secn.bare.pascal⟧: "⟦sec⟧",
		Endpoint: "⟦endpoint⟧",
	},
	TraceID: "⟦hex:32⟧",
}
⟦tail⟧""",
    ),
    Form(
        "go/short-variables",
        "main.go demo_test.go",
        CLOUDS,
        """package main

⟦head⟧
func main() {
	⟦secn.camel⟧ := "⟦sec⟧" // ⟦cmt⟧
	⟦idn.camel⟧ := "⟦id⟧"
	client := New⟦brand.pascal⟧(⟦idn.camel⟧, ⟦secn.camel⟧, "⟦region⟧")
	fmt.Println(client.Ping("⟦uuid⟧"))
}
⟦tail⟧""",
    ),
    Form(
        "go/setenv",
        "main_test.go env_test.go",
        BIG,
        """package store

⟦head⟧
func TestUpload(t *testing.T) {
	⟦pick:os.Setenv¦t.Setenv⟧("⟦idn.upper⟧", "⟦id⟧")
	⟦pick:os.Setenv¦t.Setenv⟧("⟦secn.upper⟧", "⟦sec⟧")
	if got := upload("testdata/a.bin"); got != "⟦hex:32⟧" {
		t.Fatal(got)
	}
}
""",
    ),
    Form(
        "go/flag-default",
        "main.go cmd.go",
        CLOUDS,
        """package main

⟦head⟧
var (
	⟦idn.bare.camel⟧ = flag.String("⟦idn.kebab⟧", "⟦id⟧", "⟦brand⟧ ⟦idn.title⟧")
	⟦secn.bare.camel⟧ = flag.String("⟦secn.kebab⟧", "⟦sec⟧", "⟦cmt⟧")
	bucket = flag.String("bucket", "⟦bucket⟧", "bucket name")
)
⟦tail⟧""",
    ),
    Form(
        "go/two-literals-joined",
        "secret.go",
        BIG,
        """package secret

⟦head⟧
var ⟦idn.camel⟧ = "⟦id.first⟧" +
	"⟦id.rest⟧"
var ⟦secn.camel⟧ = "⟦sec.first⟧" + "⟦sec.rest⟧"
⟦tail⟧""",
    ),
)
