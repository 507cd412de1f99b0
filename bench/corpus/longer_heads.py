"""Longer blocks before the telling lines, so that files differ in size as real ones do."""

LONG_HEADS: dict[str, tuple[str, ...]] = {
    "python": (
        '''#!/usr/bin/env python3
"""⟦app⟧ ⟦ver⟧

⟦cmt⟧
"""
import argparse
import concurrent.futures
import json
import logging
import os
import sys
import time

LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
PART_SIZE = ⟦int:1:64⟧ * 1024 * 1024
KNOWN_DIGESTS = {
⟦rep:3-7:    "⟦word⟧-⟦ver⟧": "sha256:⟦hex:64⟧",
⟧}


def retry(times, func, *args):
    for attempt in range(times):
        try:
            return func(*args)
        except OSError as error:
            logging.warning("attempt %d: %s", attempt, error)
            time.sleep(2**attempt)
    raise RuntimeError("⟦word⟧ failed, trace ⟦uuid⟧")


''',
    ),
    "shell": (
        """#!/bin/bash
# ⟦app⟧ ⟦ver⟧, ⟦date⟧, ⟦person⟧
# ⟦cmt⟧
set -eu

usage() {
  echo "usage: $0 [-n name] [-d dir]" >&2
  exit 2
}

NAME=⟦app⟧
DIR=/data/⟦word⟧
IMAGE=registry.example.com/⟦org⟧/⟦app⟧@sha256:⟦hex:64⟧
LAST_COMMIT=⟦hex:40⟧
while getopts n:d: opt; do
  case $opt in
    n) NAME=$OPTARG ;;
    d) DIR=$OPTARG ;;
    *) usage ;;
  esac
done
[ -d "$DIR" ] || mkdir -p "$DIR"

""",
    ),
    "yaml": (
        """# ⟦cmt⟧
management:
  endpoints:
    web:
      exposure:
        include: health,info
mybatis-plus:
  mapper-locations: classpath*:mapper/**/*.xml
  configuration:
    map-underscore-to-camel-case: true
task:
  pool-size: ⟦int:2:64⟧
  lock-id: ⟦uuid⟧
  digest: ⟦hex:64⟧
""",
    ),
    "env": (
        """APP_NAME=⟦app⟧
APP_ENV=⟦env⟧
APP_DEBUG=false
APP_URL=https://⟦host⟧
LOG_CHANNEL=daily
⟦rep:3-8:⟦word.upper⟧_⟦pick:HOST=⟦ip⟧¦PORT=⟦int:80:9000⟧¦ID=⟦uuid⟧¦REV=⟦hex:40⟧¦ENABLED=true⟧
⟧CACHE_DRIVER=redis
QUEUE_CONNECTION=sync
SESSION_LIFETIME=⟦int:60:900⟧

""",
    ),
    "properties": (
        """server.port=⟦int:8000:9000⟧
server.servlet.context-path=/⟦word⟧
spring.application.name=⟦app⟧
spring.servlet.multipart.max-file-size=⟦int:10:200⟧MB
spring.datasource.url=jdbc:mysql://⟦host⟧:3306/⟦word⟧?useUnicode=true
spring.datasource.username=${DB_USER}
spring.datasource.password=${DB_PASSWORD}
mybatis.mapper-locations=classpath:mapper/*.xml
⟦rep:2-6:⟦word⟧.⟦pick:timeout=⟦int:1:900⟧¦path=/data/⟦word⟧¦digest=⟦hex:32⟧¦client-id=⟦uuid⟧⟧
⟧
""",
    ),
    "terraform": (
        """terraform {
  required_version = ">= 1.5"
  required_providers {
    null = { source = "hashicorp/null", version = "~> 3.⟦int:0:9⟧" }
  }
}

variable "vpc_id" {
  default = "vpc-⟦low:8⟧"
}

variable "image_digest" {
  description = "⟦cmt⟧"
  default     = "sha256:⟦hex:64⟧"
}

locals {
  tags = { app = "⟦app⟧", owner = "⟦person⟧", rev = "⟦hex:40⟧" }
}

""",
    ),
    "log": (
        """⟦rep:8-20:⟦date⟧ ⟦time⟧.⟦int:100:999⟧ ⟦pick:INFO¦DEBUG¦WARN⟧ [⟦hex:32⟧] c.⟦org⟧.⟦word⟧ - \
⟦pick:query user ⟦num:8⟧ cost ⟦int:1:90⟧ms¦etag ⟦hex:32⟧ stored¦job ⟦uuid⟧ done¦\
cache miss ⟦word⟧:⟦hex:16⟧⟧
⟧""",
    ),
    "go": (
        """import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"time"
)

// Version is set when the program is linked.
var Version = "v⟦ver⟧-⟦hex:12⟧"

type result struct {
	Name string `json:"name"`
	ETag string `json:"etag"` // such as ⟦hex:32⟧
}

func retry(times int, f func() error) (err error) {
	for i := 0; i < times; i++ {
		if err = f(); err == nil {
			return nil
		}
		time.Sleep(time.Second << i)
	}
	return err
}

""",
    ),
    "javascript": (
        """/*
 * ⟦app⟧ ⟦ver⟧
 * ⟦cmt⟧
 */
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');

const MANIFEST = {
⟦rep:3-8:  '⟦word⟧.js': '⟦hex:8⟧',
⟧  'index.css': '⟦hex:20⟧',
};

function walk(dir, out = []) {
  for (const name of fs.readdirSync(dir)) {
    const full = path.join(dir, name);
    if (fs.statSync(full).isDirectory()) walk(full, out);
    else out.push(full);
  }
  return out;
}

const md5 = (file) => crypto.createHash('md5').update(fs.readFileSync(file)).digest('hex');

""",
    ),
}
