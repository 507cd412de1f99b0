"""Tencent Cloud keys in Java, Kotlin, Go, C# and C++ programs, some shared with other clouds."""

from corpus.model import Form

FORMS = (
    Form(
        "java/basic-cos-credentials-in-a-util",
        "CosUtil.java TencentCosUtils.java",
        "tencent",
        """package com.example.⟦word⟧.util;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.ClientConfig;
import com.qcloud.cos.auth.BasicCOSCredentials;
import com.qcloud.cos.auth.COSCredentials;
import com.qcloud.cos.region.Region;

/**
 * @author ⟦person⟧
 * @date ⟦date⟧
 */
public class CosUtil {
    private static final long serialVersionUID = ⟦num:18⟧L;
    private static final String BUCKET = "⟦word⟧-⟦appid⟧";

    public static COSClient open() {
        // ⟦cmt⟧
        COSCredentials cred = new BasicCOSCredentials("⟦id⟧",
                "⟦sec⟧");
        return new COSClient(cred, new ClientConfig(new Region("ap-nanjing")));
    }
}
""",
    ),
    Form(
        "java/spring-value-annotations-with-defaults",
        "QcloudProperties.java SmsConfig.java",
        "tencent",
        """@Data
@Configuration
public class QcloudProperties {

    @Value("${qcloud.sms.appid:1400⟦num:6⟧}")
    private String smsAppId;

    @Value("${qcloud.secretId:⟦id⟧}")
    private String secretId;

    @Value("${qcloud.secretKey:⟦sec⟧}")
    private String secretKey;

    @Value("${qcloud.sms.template:⟦num:7⟧}")
    private String template;

    @Bean
    public SmsClient smsClient() {
        return new SmsClient(new Credential(secretId, secretKey), "ap-guangzhou");
    }
}
""",
    ),
    Form(
        "java/interface-of-constants-for-two-accounts",
        "Constants.java CloudConst.java",
        "tencent alibaba aws",
        """public interface CloudConst {
    String CHARSET = "UTF-8";
    String SALT_MD5 = "⟦hex:32⟧";

    /** ⟦pick:生产¦线上¦production⟧ ⟦brand⟧ */
    String PROD_AK = "⟦id⟧";
    String PROD_SK = "⟦sec⟧";

    /** ⟦pick:测试¦灰度¦staging⟧ ⟦brand⟧ */
    String TEST_AK = "⟦2.id⟧";
    String TEST_SK = "⟦2.sec⟧";

    String ENDPOINT = "https://⟦endpoint⟧";
    int TIMEOUT = 5000;
}
""",
        extra="=",
    ),
    Form(
        "java/commented-out-call-left-in-a-main",
        "Demo.java TestLive.java Main.java",
        "tencent",
        """import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.live.v20180801.LiveClient;
import com.tencentcloudapi.live.v20180801.models.*;

public class Demo {
    public static void main(String[] args) throws Exception {
        //Credential cred = new Credential("⟦id⟧", "⟦sec⟧");
        Credential cred = new Credential(System.getenv("SID"), System.getenv("SKEY"));
        LiveClient client = new LiveClient(cred, "");
        DescribeLiveStreamStateRequest req = new DescribeLiveStreamStateRequest();
        req.setAppName("live");
        req.setDomainName("push.example.com");
        req.setStreamName("⟦hex:16⟧");
        System.out.println(DescribeLiveStreamStateResponse.toJsonString(client.DescribeLiveStreamState(req)));
    }
}
""",
    ),
    Form(
        "kotlin/android-short-time-credential-provider",
        "CosService.kt UploadManager.kt",
        "tencent",
        """package com.example.⟦word⟧

import android.content.Context
import com.tencent.cos.xml.CosXmlService
import com.tencent.cos.xml.CosXmlServiceConfig
import com.tencent.qcloud.core.auth.ShortTimeCredentialProvider

object CosService {
    private const val UMENG_KEY = "⟦hex:24⟧"
    private const val BUCKET = "⟦word⟧-⟦appid⟧"

    fun create(context: Context): CosXmlService {
        val config = CosXmlServiceConfig.Builder().setRegion("ap-chongqing").isHttps(true).builder()
        val provider = ShortTimeCredentialProvider("⟦id⟧", "⟦sec⟧", 300)
        return CosXmlService(context, config, provider)
    }
}
""",
    ),
    Form(
        "go/common-new-credential-in-exporter",
        "main.go collector.go",
        "tencent",
        """package main

import (
	"fmt"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	monitor "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/monitor/v20180724"
)

const commit = "⟦hex:40⟧"

func main() {
	cred := common.NewCredential(
		"⟦id⟧",
		"⟦sec⟧",
	)
	cpf := profile.NewClientProfile()
	cpf.HttpProfile.Endpoint = "monitor.tencentcloudapi.com"
	client, err := monitor.NewClient(cred, "ap-guangzhou", cpf)
	if err != nil {
		panic(err)
	}
	fmt.Println(commit, client.GetRegion())
}
""",
    ),
    Form(
        "go/cos-authorization-transport-struct",
        "cos.go storage/cos.go",
        "tencent",
        """package storage

import (
	"net/http"
	"net/url"

	"github.com/tencentyun/cos-go-sdk-v5"
)

func New() *cos.Client {
	u, _ := url.Parse("https://⟦word⟧-⟦appid⟧.cos.ap-shanghai.myqcloud.com")
	return cos.NewClient(&cos.BaseURL{BucketURL: u}, &http.Client{
		Transport: &cos.AuthorizationTransport{
			SecretID:  "⟦id⟧", // ⟦cmt⟧
			SecretKey: "⟦sec⟧",
		},
	})
}
""",
    ),
    Form(
        "go/table-driven-test-with-a-live-pair",
        "client_test.go provider_test.go",
        "tencent aws alibaba huawei",
        """package ⟦word⟧

import "testing"

func TestList(t *testing.T) {
	tests := []struct {
		name, cloud, endpoint, ak, sk string
		wantErr                       bool
	}{
		{"empty", "⟦provider⟧", "", "", "", true},
		{"wrong", "⟦provider⟧", "127.0.0.1:9000", "foo", "bar", true},
		{"real", "⟦provider⟧", "⟦endpoint⟧", "⟦id⟧", "⟦sec⟧", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := List(tt.endpoint, tt.ak, tt.sk)
			if (err != nil) != tt.wantErr {
				t.Fatal(err)
			}
		})
	}
}
""",
    ),
    Form(
        "csharp/tencentcloud-asr-credential-initializer",
        "AsrService.cs Recognizer.cs",
        "tencent",
        """using TencentCloud.Common;
using TencentCloud.Common.Profile;
using TencentCloud.Asr.V20190614;

namespace ⟦app.pascal⟧.Services
{
    public class AsrService
    {
        private static readonly Guid AppGuid = new Guid("⟦uuid⟧");

        public AsrClient Create()
        {
            Credential cred = new Credential {
                SecretId = "⟦id⟧",
                SecretKey = "⟦sec⟧"
            };
            var http = new HttpProfile { Endpoint = "asr.tencentcloudapi.com" };
            return new AsrClient(cred, "", new ClientProfile { HttpProfile = http });
        }
    }
}
""",
    ),
    Form(
        "csharp/unity-monobehaviour-inspector-defaults",
        "CosUploader.cs VoiceManager.cs",
        "tencent",
        """using System.Collections;
using UnityEngine;
using COSXML.Auth;

public class CosUploader : MonoBehaviour
{
    [Header("腾讯云")]
    public string appid = "⟦appid⟧";
    public string region = "ap-shanghai";
    [SerializeField] private string secretId = "⟦id⟧";
    [SerializeField] private string secretKey = "⟦sec⟧";
    public float retrySeconds = 1.5f;

    IEnumerator Start()
    {
        var provider = new DefaultQCloudCredentialProvider(secretId, secretKey, 600);
        yield return new WaitForSeconds(retrySeconds);
    }
}
""",
    ),
    Form(
        "cpp/cos-cpp-sdk-and-core-credential",
        "upload.cpp main.cc",
        "tencent",
        """#include <iostream>
#include <tencentcloud/core/Credential.h>
#include <tencentcloud/tts/v20190823/TtsClient.h>

using namespace TencentCloud;

static const char *kModelMd5 = "⟦hex:32⟧";

int main(int argc, char **argv)
{
    TencentCloud::InitAPI();
    Credential cred = Credential("⟦id⟧", "⟦sec⟧");
    Tts::V20190823::TtsClient client(cred, "ap-beijing");
    std::cout << kModelMd5 << std::endl;
    TencentCloud::ShutdownAPI();
    return 0;
}
""",
    ),
    Form(
        "c/iot-firmware-defines",
        "config.h app_config.h user_cfg.h",
        "tencent alibaba",
        """#ifndef __APP_CONFIG_H__
#define __APP_CONFIG_H__

#define FW_VERSION          "⟦ver⟧"
#define WIFI_SSID           "office-2g"
#define DEVICE_NAME         "dev_⟦num:4⟧"
#define HTTP_HOST           "⟦endpoint⟧"

/* ⟦pick:云端日志上传密钥¦cloud keys for the ota bucket⟧ */
#define CLOUD_KEY_ID        "⟦id⟧"
#define CLOUD_KEY_SECRET	"⟦sec⟧"

#define OTA_SHA256          "⟦hex:64⟧"
#define LOG_LEVEL           3

#endif
""",
    ),
)
