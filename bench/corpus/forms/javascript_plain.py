"""JavaScript: modules of settings, fallbacks, bundles and front-end environments."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "javascript/module-exports",
        "config.js config.default.js keys.js",
        PAIRS,
        """⟦head⟧module.exports = {
  port: ⟦int:3000:9000⟧,
  // ⟦brandcn⟧
  ⟦store⟧: {
    ⟦idn.bare.camel⟧: ⟦id.q⟧,
    ⟦secn.bare.camel⟧: ⟦sec.q⟧,
    bucket: '⟦bucket⟧',
    region: '⟦region⟧',
  },
  session: { name: '⟦word⟧.sid', build: '⟦hex:40⟧' },
};
""",
    ),
    Form(
        "javascript/const-declarations",
        "upload.js keys.js index.js",
        PAIRS,
        """⟦head⟧// ⟦brand⟧ ⟦cmt⟧
⟦pick:const¦let¦var⟧ ⟦idn.camel⟧ = ⟦id.q⟧;
⟦pick:const¦let¦var⟧ ⟦secn.camel⟧ = ⟦sec.q⟧;
const bucket = '⟦bucket⟧';
const requestId = '⟦uuid⟧';
⟦tail⟧""",
    ),
    Form(
        "javascript/process-env-fallback",
        "config.js server.js egg.config.js",
        CLOUDS,
        """⟦head⟧const config = {
  ⟦idn.camel⟧: process.env.⟦idn.upper⟧ ⟦pick:||¦??⟧ ⟦id.q⟧,
  ⟦secn.camel⟧: process.env.⟦secn.upper⟧ ⟦pick:||¦??⟧ ⟦sec.q⟧,
  region: process.env.REGION || '⟦region⟧',
};
⟦tail⟧""",
    ),
    Form(
        "javascript/minified-bundle",
        "main.⟦hex:8⟧.js chunk-vendors.⟦hex:8⟧.js app.min.js",
        BIG,
        """!function(e){var t={};function n(r){if(t[r])return t[r].exports;var o=t[r]={i:r,l:!1,\
exports:{}};"""
        """return e[r].call(o.exports,o,o.exports,n),o.l=!0,o.exports}n.h="⟦hex:20⟧",n.p="/"}({"⟦low:4⟧":"""
        """function(e,t,n){"use strict";var r=n("⟦low:4⟧"),i={⟦idn.camel⟧:"⟦id⟧",⟦secn.camel⟧:"⟦sec⟧",\
region:"⟦region⟧"},"""
        """a=new r.Client(i);t.a=a},"⟦low:4⟧":function(e,t){e.exports="data:image/png;base64,⟦png:90⟧"}});
//# sourceMappingURL=app.⟦hex:8⟧.js.map
""",
    ),
    Form(
        "javascript/minified-positional",
        "bundle.js vendor.min.js",
        "tencent aws alibaba",
        """(()=>{const e="⟦app⟧",t="⟦hex:32⟧";let o=new s.Auth("⟦id⟧","⟦sec⟧"),n=o.bucket("⟦bucket⟧");"""
        """n.put(e+"/"+t),window.__REV__="⟦hex:40⟧"})();
""",
    ),
    Form(
        "javascript/webpack-define",
        "webpack.config.js vite.config.js vue.config.js",
        CLOUDS,
        """⟦head⟧module.exports = {
  output: { filename: '[name].[contenthash:8].js' },
  plugins: [
    new webpack.DefinePlugin({
      'process.env.⟦idn.upper⟧': JSON.stringify('⟦id⟧'),
      'process.env.⟦secn.upper⟧': JSON.stringify('⟦sec⟧'),
      'process.env.REV': JSON.stringify('⟦hex:40⟧'),
    }),
  ],
};
""",
    ),
    Form(
        "javascript/webpack-cos-plugin",
        "webpack.prod.js build.js gulpfile.js",
        BIG,
        """⟦head⟧const uploader = new CdnUploadPlugin({
  provider: '⟦store⟧',
  ⟦idn.bare.camel⟧: ⟦id.q⟧,
  ⟦secn.bare.camel⟧: ⟦sec.q⟧,
  bucket: '⟦bucket⟧',
  region: '⟦region⟧',
  exclude: /\\.html$/,
  prefix: '⟦app⟧/⟦hex:8⟧',
});
⟦tail⟧""",
    ),
    Form(
        "javascript/vue-data",
        "Upload.vue Editor.vue",
        BIG,
        """<template>
  <el-upload :http-request="upload" action="#"><el-button>上传</el-button></el-upload>
</template>

<script>
export default {
  name: 'Upload⟦word.pascal⟧',
  data() {
    return {
      // ⟦cmt⟧
      ⟦idn.camel⟧: ⟦id.q⟧,
      ⟦secn.camel⟧: ⟦sec.q⟧,
      bucket: '⟦bucket⟧',
      uploadId: '⟦hex:64⟧',
    };
  },
};
</script>

<style scoped>
.btn-⟦hex:6⟧ { color: #⟦hex:6⟧; }
</style>
""",
    ),
    Form(
        "typescript/environment-object",
        "environment.prod.ts environment.ts",
        PAIRS,
        """⟦head⟧export const environment = {
  production: true,
  apiUrl: 'https://⟦host⟧',
  ⟦idn.camel⟧: '⟦id⟧',
  ⟦secn.camel⟧: '⟦sec⟧',
  buildHash: '⟦hex:40⟧',
};
""",
    ),
    Form(
        "typescript/readonly-members",
        "oss.service.ts app.service.ts",
        CLOUDS,
        """⟦head⟧@Injectable()
export class ⟦brand.pascal⟧Service {
  private readonly region: string = '⟦region⟧';
  private readonly ⟦idn.camel⟧: string = '⟦id⟧';
  // ⟦cmt⟧
  private readonly ⟦secn.camel⟧: string = '⟦sec⟧';

  sign(policy: string): string {
    return createHmac('sha1', this.⟦secn.camel⟧).update(policy).digest('base64');
  }
}
""",
    ),
    Form(
        "javascript/hmac-with-literal",
        "sign.js signature.js",
        "tencent tencent-apigw alibaba",
        """⟦head⟧const crypto = require('crypto');

function sign(str) {
  return crypto.createHmac('sha1', ⟦sec.q⟧).update(str).digest('base64');
}

const date = new Date().toUTCString();
const auth = `hmac id="⟦id⟧", algorithm="hmac-sha1", headers="x-date", signature="${sign('x-date: ' + \
date)}"`;
⟦tail⟧""",
    ),
    Form(
        "javascript/two-literals-joined",
        "init.js secret.js",
        BIG,
        """⟦head⟧const ⟦idn.camel⟧ = ⟦id.first.q⟧ + ⟦id.rest.q⟧;
const ⟦secn.camel⟧ = ⟦sec.first.q⟧ +
  ⟦sec.rest.q⟧;
⟦tail⟧""",
    ),
    Form(
        "javascript/array-join",
        "keys.js guard.js",
        "tencent aws",
        """⟦head⟧// ⟦cmt⟧
export const ⟦idn.camel⟧ = [⟦id.first.q⟧, ⟦id.rest.q⟧].join('');
export const ⟦secn.camel⟧ = [⟦sec.first.q⟧, ⟦sec.rest.q⟧].join('');
⟦tail⟧""",
    ),
    Form(
        "javascript/atob",
        "config.js boot.js",
        BIG,
        """⟦head⟧// ⟦cmt⟧
const ⟦idn.camel⟧ = atob(⟦quote⟧⟦id.b64⟧⟦quote⟧);
const ⟦secn.camel⟧ = atob(⟦quote⟧⟦sec.b64⟧⟦quote⟧);
const icon = 'data:image/png;base64,⟦png:48⟧';
⟦tail⟧""",
    ),
    Form(
        "javascript/console-log-comment",
        "debug.js test.js",
        CLOUDS,
        """⟦head⟧// console.log('⟦id⟧', '⟦sec⟧')
// ⟦brand⟧ ⟦idn.camel⟧: ⟦id⟧
// ⟦brand⟧ ⟦secn.camel⟧: ⟦sec⟧
const client = createClient({ region: '⟦region⟧', debug: true });
⟦tail⟧""",
    ),
    Form(
        "javascript/json-string-parse",
        "remote-config.js",
        BIG,
        """⟦head⟧const remote = JSON.parse('{"env":"⟦env⟧","⟦idn.camel⟧":"⟦id⟧",\
"⟦secn.camel⟧":"⟦sec.slash⟧","rev":"⟦hex:12⟧"}');
⟦tail⟧""",
    ),
)
