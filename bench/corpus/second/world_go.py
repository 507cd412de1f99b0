"""AWS keys in Go and Rust."""

from corpus.groups import S3
from corpus.model import Form

FORMS = (
    Form(
        "go/new-static-credentials-with-empty-token",
        "main.go internal/storage/s3.go cmd/sync/main.go",
        "aws",
        """package main

import (
\t"log"

\t"github.com/aws/aws-sdk-go/aws"
\t"github.com/aws/aws-sdk-go/aws/credentials"
\t"github.com/aws/aws-sdk-go/aws/session"
)

const build = "⟦hex:40⟧"

func main() {
\tsess, err := session.NewSession(&aws.Config{
\t\tRegion:      aws.String("⟦region⟧"),
\t\tCredentials: credentials.NewStaticCredentials("⟦id⟧", "⟦sec⟧", ""),
\t})
\tif err != nil {
\t\tlog.Fatal(build, err)
\t}
\t_ = sess
}
""",
    ),
    Form(
        "go/config-struct-literal-in-a-test",
        "s3_test.go driver_test.go",
        "aws",
        """func TestPut(t *testing.T) {
\tcfg := Config{
\t\tBucket:    "⟦bucket⟧",
\t\tRegion:    "⟦region⟧",
\t\tAccessKey: "⟦id⟧", // my own account :(
\t\tSecretKey: "⟦sec⟧",
\t\tPrefix:    "it/⟦uuid⟧",
\t}
\twant := "⟦hex:64⟧"
\td, err := New(context.TODO(), cfg)
\trequire.NoError(t, err)
\tgot, err := d.Put("a.txt", strings.NewReader("hello"))
\trequire.NoError(t, err)
\trequire.Equal(t, want, got)
}
""",
    ),
    Form(
        "go/minio-credentials-v-four",
        "oss.go pkg/objectstore/client.go",
        S3,
        """func NewClient() (*minio.Client, error) {
\tendpoint := "⟦endpoint⟧"
\taccessKeyID := "⟦id⟧"
\tsecretAccessKey := "⟦sec⟧"
\tuseSSL := true

\t// ⟦cmt⟧
\treturn minio.New(endpoint, &minio.Options{
\t\tCreds:  credentials.NewStaticV4(accessKeyID, secretAccessKey, ""),
\t\tSecure: useSSL,
\t})
}

var knownEtag = "⟦hex:32⟧-3"
""",
    ),
    Form(
        "rust/credentials-new-hardcoded-provider",
        "src/main.rs src/store.rs",
        "aws",
        """use aws_sdk_s3::config::{Credentials, Region};

const SHA: [&str; 2] = [
    "⟦hex:64⟧",
    "⟦hex:64⟧",
];

pub fn client() -> aws_sdk_s3::Client {
    let creds = Credentials::new("⟦id⟧", "⟦sec⟧", None, None, "hardcoded");
    let conf = aws_sdk_s3::Config::builder()
        .region(Region::new("⟦region⟧"))
        .credentials_provider(creds)
        .build();
    aws_sdk_s3::Client::from_conf(conf)
}
""",
    ),
    Form(
        "rust/rust-s3-some-options",
        "src/bucket.rs examples/put.rs",
        S3,
        """let credentials = Credentials {
    access_key: Some("⟦id⟧".to_owned()),
    secret_key: Some("⟦sec⟧".to_owned()),
    security_token: None,
    session_token: None,
    expiration: None,
};
let region = Region::Custom { region: "⟦region⟧".into(), endpoint: "https://⟦endpoint⟧".into() };
let bucket = Bucket::new("⟦bucket⟧", region, credentials)?.with_path_style();
assert_eq!(bucket.hash(), "⟦hex:40⟧");
""",
    ),
)
