"""Tencent Cloud keys in mobile apps and in smaller languages."""

from corpus.model import Form

FORMS = (
    Form(
        "swift/qcloud-service-configuration-signature",
        "AppDelegate.swift CosUploader.swift",
        "tencent",
        """import UIKit
import QCloudCOSXML

extension AppDelegate: QCloudSignatureProvider {
    func signature(with fields: QCloudSignatureFields!, request: QCloudBizHTTPRequest!,
                   urlRequest: NSMutableURLRequest!, compelete block: QCloudHTTPAuthentationContinueBlock!) {
        let credential = QCloudCredential()
        credential.secretID = "⟦id⟧"
        credential.secretKey = "⟦sec⟧"
        let creator = QCloudAuthentationV5Creator(credential: credential)
        block(creator?.signature(forData: urlRequest), nil)
    }
}
// build ⟦hex:12⟧
""",
    ),
    Form(
        "objc/qcloud-credential-properties",
        "AppDelegate.m UploadTool.m",
        "tencent",
        """#import "AppDelegate.h"
#import <QCloudCOSXML/QCloudCOSXML.h>

#define kUMAppKey   @"⟦hex:24⟧"
#define kBucket     @"⟦word⟧-⟦appid⟧"

@implementation AppDelegate

- (void)signatureWithFields:(QCloudSignatureFields *)fields
                    request:(QCloudBizHTTPRequest *)request
                 urlRequest:(NSURLRequest *)urlRequst
                  compelete:(QCloudHTTPAuthentationContinueBlock)continueBlock {
    QCloudCredential *credential = [QCloudCredential new];
    credential.secretID = @"⟦id⟧";
    credential.secretKey = @"⟦sec⟧"; //⟦pick:永久秘钥，仅调试¦TODO 换成临时秘钥⟧
    QCloudAuthentationV5Creator *c = [[QCloudAuthentationV5Creator alloc] initWithCredential:credential];
    continueBlock([c signatureForData:(NSMutableURLRequest *)urlRequst], nil);
}

@end
""",
    ),
    Form(
        "dart/flutter-env-class-of-constants",
        "lib/env.dart constants.dart",
        "tencent alibaba",
        """import 'package:flutter/foundation.dart';

class Env {
  Env._();

  static const String apiBase = kReleaseMode ? 'https://api.example.com' : 'http://⟦ip⟧:8080';
  static const String buglyId = '⟦hex:10⟧';

  // ⟦brandcn⟧ ⟦store⟧
  static const String ossHost = '⟦endpoint⟧';
  static const String keyId = '⟦id⟧';
  static const String keySecret = '⟦sec⟧';

  static const Duration timeout = Duration(seconds: 15);
}
""",
    ),
    Form(
        "ruby/rails-initializer-qcloud-cos",
        "config/initializers/qcloud_cos.rb cos.rb",
        "tencent",
        """# frozen_string_literal: true

require 'qcloud_cos'

QcloudCos.configure do |config|
  config.app_id     = '⟦appid⟧'
  config.secret_id  = '⟦id⟧'
  config.secret_key = "⟦sec⟧"
  config.endpoint   = 'https://gz.file.myqcloud.com/files/v2/'
  config.bucket     = :⟦word⟧
  config.ssl_ca_file = '/etc/ssl/certs/ca-bundle.crt'
end

Rails.application.config.x.asset_digest = '⟦hex:32⟧'
""",
    ),
    Form(
        "rust/opendal-cos-builder-chain",
        "main.rs src/store.rs",
        "tencent",
        """use anyhow::Result;
use opendal::services::Cos;
use opendal::Operator;

pub async fn operator() -> Result<Operator> {
    let builder = Cos::default()
        .root("/⟦word⟧")
        .bucket("⟦word⟧-⟦appid⟧")
        .endpoint("https://cos.ap-singapore.myqcloud.com")
        .secret_id("⟦id⟧")
        .secret_key("⟦sec⟧");
    let op = Operator::new(builder)?.finish();
    op.check().await?;
    Ok(op)
}
""",
    ),
    Form(
        "rust/credential-from-two-str-constants",
        "src/config.rs config.rs",
        "tencent aws alibaba baidu",
        """//! ⟦brand⟧ settings, see <https://⟦endpoint⟧>
#![allow(dead_code)]

pub const REGION: &str = "⟦region⟧";
pub const BUCKET: &str = "⟦bucket⟧";
pub const ACCESS: &'static str = "⟦id⟧";
pub const SECRET: &'static str = r#"⟦sec⟧"#;
pub const INDEX_SHA: [&str; 2] = ["⟦hex:40⟧", "⟦hex:40⟧"];

pub fn pair() -> (String, String) {
    (ACCESS.to_owned(), SECRET.to_owned())
}
""",
    ),
    Form(
        "lua/openresty-tencent-header-signer",
        "sign.lua access.lua",
        "tencent",
        """local resty_sha256 = require "resty.sha256"
local str = require "resty.string"
local cjson = require "cjson.safe"

local _M = { _VERSION = "0.02" }

-- tencent cloud cls, key of the log account
local secret_id, secret_key = "⟦id⟧", "⟦sec⟧"
local topic = "⟦uuid⟧"

function _M.sign(method, uri)
    local now = ngx.time()
    local key_time = now .. ";" .. (now + 300)
    local sign_key = str.to_hex(ngx.hmac_sha1(secret_key, key_time))
    return "q-sign-algorithm=sha1&q-ak=" .. secret_id .. "&q-sign-time=" .. key_time .. "&q-key=" .. sign_key
end

return _M
""",
    ),
    Form(
        "nginx/proxy-set-header-for-map-of-secrets",
        "nginx.conf conf.d/cos.conf",
        "tencent",
        """upstream cos_origin {
    server ⟦word⟧-⟦appid⟧.cos.ap-guangzhou.myqcloud.com:443;
    keepalive 32;
}

server {
    listen 443 ssl http2;
    server_name img.example.com;
    ssl_certificate     /etc/nginx/ssl/img.pem;

    set $cos_secret_id  ⟦id⟧;
    set $cos_secret_key ⟦sec⟧;
    set $cos_bucket     ⟦word⟧-⟦appid⟧;

    location / {
        access_by_lua_file lua/cos_sign.lua;
        proxy_set_header Host $cos_bucket.cos.ap-guangzhou.myqcloud.com;
        proxy_pass https://cos_origin;
    }
}
""",
    ),
    Form(
        "perl/cos-backup-script-hash",
        "backup.pl cos_put.pl",
        "tencent",
        """#!/usr/bin/perl
use strict;
use warnings;
use Digest::SHA qw(hmac_sha1_hex sha1_hex);

my %qcloud = (
    bucket => '⟦word⟧-⟦appid⟧',
    region => 'ap-shanghai',
    sid    => '⟦id⟧',
    skey   => '⟦sec⟧',
);
my $expect = '⟦hex:40⟧';    # sha1 of the last dump
my $time   = join ';', time, time + 600;
my $key    = hmac_sha1_hex($time, $qcloud{skey});
print "q-ak=$qcloud{sid}&q-sign-time=$time\\n";
""",
    ),
    Form(
        "groovy/gradle-upload-task-ext-block",
        "build.gradle cos.gradle",
        "tencent",
        """apply plugin: 'com.android.application'

ext {
    minSdk = 21
    cosBucket = '⟦word⟧-⟦appid⟧'
    cosSecretId = '⟦id⟧'
    cosSecretKey = '⟦sec⟧'
}

android {
    compileSdkVersion 33
    defaultConfig {
        applicationId "com.example.⟦word⟧"
        buildConfigField "String", "GIT_SHA", '"⟦hex:40⟧"'
        buildConfigField "String", "COS_REGION", '"ap-beijing"'
    }
}
""",
    ),
    Form(
        "elixir/waffle-config-for-cos",
        "config/prod.exs config/runtime.exs",
        "tencent",
        """import Config

config :⟦app.snake⟧, ⟦app.pascal⟧Web.Endpoint,
  url: [host: "www.example.com", port: 443],
  cache_static_manifest: "priv/static/cache_manifest.json"

config :ex_cos,
  region: "ap-hongkong",
  bucket: "⟦word⟧-⟦appid⟧",
  access: [secret_id: "⟦id⟧", secret_key: "⟦sec⟧"],
  adapter: Tesla.Adapter.Hackney

config :logger, level: :info
""",
    ),
    Form(
        "r/tencent-nlp-notebook-script",
        "sentiment.R nlp.R",
        "tencent",
        """library(httr)
library(openssl)
# ⟦pick:情感分析接口¦keyword extraction, tencent nlp⟧
endpoint <- "nlp.tencentcloudapi.com"
secret.id <- "⟦id⟧"
secret.key <- "⟦sec⟧"

set.seed(⟦num:5⟧)
reviews <- read.csv("reviews.csv", fileEncoding = "UTF-8")
payload <- jsonlite::toJSON(list(Text = reviews$text[1]), auto_unbox = TRUE)
hashed <- sha256(payload)
""",
    ),
)
