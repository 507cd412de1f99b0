"""Go: constructors of the clouds' own libraries."""

from corpus.model import Form

FORMS = (
    Form(
        "go/tencentcloud-new-credential",
        "main.go sms.go client.go",
        "tencent",
        """package main

⟦head⟧
func newClient() *cvm.Client {
	⟦opt:// ⟦cmt⟧
	⟧credential := common.NewCredential(⟦pick:"⟦id⟧", "⟦sec⟧"¦
		"⟦id⟧",
		"⟦sec⟧",
	⟧)
	cpf := profile.NewClientProfile()
	cpf.HttpProfile.Endpoint = "cvm.tencentcloudapi.com"
	client, _ := cvm.NewClient(credential, "⟦region⟧", cpf)
	return client
}
⟦tail⟧""",
    ),
    Form(
        "go/cos-authorization-transport",
        "cos.go upload.go storage.go",
        "tencent",
        """package storage

⟦head⟧
func NewCos() *cos.Client {
	u, _ := url.Parse("https://⟦bucket⟧.⟦endpoint⟧")
	b := &cos.BaseURL{BucketURL: u}
	return cos.NewClient(b, &http.Client{
		Transport: &cos.AuthorizationTransport{
			SecretID:  "⟦id⟧",
			SecretKey: "⟦sec⟧",
		},
	})
}
⟦tail⟧""",
    ),
    Form(
        "go/aws-static-credentials",
        "s3.go session.go",
        "aws",
        """package storage

⟦head⟧
func newSession() (*session.Session, error) {
	return session.NewSession(&aws.Config{
		Region:      aws.String("⟦region⟧"),
		Credentials: credentials.NewStaticCredentials("⟦id⟧", "⟦sec⟧", ""),
	})
}
⟦tail⟧""",
    ),
    Form(
        "go/aws-static-provider-v2",
        "s3v2.go config.go",
        "aws",
        """package storage

⟦head⟧
func load(ctx context.Context) aws.Config {
	cfg, err := config.LoadDefaultConfig(ctx,
		config.WithRegion("⟦region⟧"),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(
			"⟦id⟧",
			"⟦sec⟧",
			"",
		)),
	)
	must(err)
	return cfg
}
⟦tail⟧""",
    ),
    Form(
        "go/aws-credentials-value",
        "sts_test.go assume.go",
        "aws:temporary",
        """package sts

⟦head⟧
var value = credentials.Value{
	AccessKeyID:     "⟦id⟧",
	SecretAccessKey: "⟦sec⟧",
	SessionToken:    "⟦tok⟧",
}
⟦tail⟧""",
    ),
    Form(
        "go/oss-new",
        "oss.go aliyun.go",
        "alibaba",
        """package oss

⟦head⟧
func upload(path string) error {
	client, err := oss.New("⟦endpoint⟧", "⟦id⟧", "⟦sec⟧")
	if err != nil {
		return err
	}
	bucket, _ := client.Bucket("⟦bucket⟧")
	return bucket.PutObjectFromFile("⟦word⟧/⟦hex:32⟧", path)
}
⟦tail⟧""",
    ),
    Form(
        "go/tea-string-config",
        "sms.go dns.go",
        "alibaba",
        """package sms

⟦head⟧
func CreateClient() (*dysmsapi.Client, error) {
	config := &openapi.Config{
		AccessKeyId:     tea.String("⟦id⟧"),
		AccessKeySecret: tea.String("⟦sec⟧"),
		Endpoint:        tea.String("dysmsapi.aliyuncs.com"),
	}
	return dysmsapi.NewClient(config)
}
⟦tail⟧""",
    ),
    Form(
        "go/huawei-builder",
        "obs.go huawei.go",
        "huawei",
        """package huawei

⟦head⟧
var ak = "⟦id⟧"
var sk = "⟦sec⟧"

func auth() basic.Credentials {
	return basic.NewCredentialsBuilder().
		WithAk(ak).
		WithSk(sk).
		WithProjectId("⟦hex:32⟧").
		Build()
}
⟦tail⟧""",
    ),
    Form(
        "go/volcengine-set-ak",
        "visual.go imagex.go",
        "volcengine",
        """package main

⟦head⟧
func init() {
	visual.DefaultInstance.Client.SetAccessKey("⟦id⟧")
	visual.DefaultInstance.Client.SetSecretKey("⟦sec⟧")
	// log id ⟦date⟧ ⟦HEX:32⟧
}
⟦tail⟧""",
    ),
    Form(
        "go/baidu-bos-client",
        "bos.go",
        "baidu",
        """package bos

⟦head⟧
func client() *bos.Client {
	ak, sk := "⟦id⟧", "⟦sec⟧"
	c, err := bos.NewClient(ak, sk, "⟦endpoint⟧")
	must(err)
	return c
}
⟦tail⟧""",
    ),
    Form(
        "go/qiniu-credentials",
        "qiniu.go kodo.go",
        "qiniu",
        """package kodo

⟦head⟧
func upToken() string {
	putPolicy := storage.PutPolicy{Scope: "⟦bucket⟧"}
	mac := ⟦pick:auth.New¦qbox.NewMac¦credentials.NewCredentials⟧("⟦id⟧", "⟦sec⟧")
	return putPolicy.UploadToken(mac)
}
⟦tail⟧""",
    ),
)
