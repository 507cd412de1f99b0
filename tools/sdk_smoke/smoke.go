// Calls the emulator with Tencent Cloud's official SDK for Go: who am I, and what a wrong key is answered.
// Arguments: host:port, id, key.
package main

import (
	"fmt"
	"os"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	sts "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/sts/v20180813"
)

func client(endpoint, id, key string) *sts.Client {
	settings := profile.NewClientProfile()
	settings.HttpProfile.Endpoint = endpoint
	settings.HttpProfile.Scheme = "HTTP"
	made, err := sts.NewClient(common.NewCredential(id, key), "ap-guangzhou", settings)
	if err != nil {
		panic(err)
	}
	return made
}

func expect(holds bool, what string) {
	if !holds {
		fmt.Println("not ok", what)
		os.Exit(1)
	}
	fmt.Println("ok ", what)
}

func main() {
	endpoint, id, key := os.Args[1], os.Args[2], os.Args[3]
	me, err := client(endpoint, id, key).GetCallerIdentity(sts.NewGetCallerIdentityRequest())
	if err != nil {
		panic(err)
	}
	expect(*me.Response.Type == "RootAccount", "the root key is the root's")
	_, err = client(endpoint, id, key+"x").GetCallerIdentity(sts.NewGetCallerIdentityRequest())
	refused, told := err.(*errors.TencentCloudSDKError)
	expect(told && refused.Code == "AuthFailure.SignatureFailure", "a wrong secret is told")
	_, err = client(endpoint, id[:len(id)-1]+"_", key).GetCallerIdentity(sts.NewGetCallerIdentityRequest())
	refused, told = err.(*errors.TencentCloudSDKError)
	expect(told && refused.Code == "AuthFailure.SecretIdNotFound", "an unknown id is told")
}
