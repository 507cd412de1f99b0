"""How people write credentials down, in many languages: forms that know nothing of the rules.

A form is a text with `<id>` and `<secret>`, and names in the spelling of its language: `<SECRET_ID>`,
`<secret_id>`, `<secret-id>`, `<secretId>` and `<SecretId>`, in the same way `<secret_key>`.
"""

import re
from dataclasses import dataclass

from akwarden.workflows.rule_check import expand


@dataclass(frozen=True, slots=True)
class Cloud:
    """What one cloud calls the two halves of a key, and what they look like."""

    name: str
    rule: str
    key_id: str
    """Template of an id."""
    secret: str
    """Template of a secret."""
    words: tuple[tuple[str, ...], tuple[str, ...]]
    """The words of the usual name of the id and of the secret."""
    prefix: tuple[str, ...] = ()
    """Words in front of both in environment names."""


CLOUDS = (
    Cloud(
        "tencent",
        "tencent-access-key",
        "AKID{32*A}",
        "{32*A}",
        (("secret", "id"), ("secret", "key")),
        ("tencentcloud",),
    ),
    Cloud(
        "aws",
        "aws-access-key",
        "AKIA{16*B}",
        "{40*S}",
        (("access", "key", "id"), ("secret", "access", "key")),
        ("aws",),
    ),
    Cloud(
        "alibaba",
        "alibaba-access-key",
        "LTAI5t{18*A}",
        "{30*A}",
        (("access", "key", "id"), ("access", "key", "secret")),
        ("alibaba", "cloud"),
    ),
)

FORMS = {
    # Environments and shells
    "env file": "<SECRET_ID>=<id>\n<SECRET_KEY>=<secret>\n",
    "env file, double quotes": '<SECRET_ID>="<id>"\n<SECRET_KEY>="<secret>"\n',
    "env file, single quotes": "<SECRET_ID>='<id>'\n<SECRET_KEY>='<secret>'\n",
    "env file, Windows line ends": "<SECRET_ID>=<id>\r\n<SECRET_KEY>=<secret>\r\n",
    "env file, spaces": "<SECRET_ID> = <id>\n<SECRET_KEY> = <secret>\n",
    "shell export": "export <SECRET_ID>=<id>\nexport <SECRET_KEY>=<secret>\n",
    "shell export, one line": "export <SECRET_ID>='<id>' <SECRET_KEY>='<secret>'\n",
    "shell export, and": "export <SECRET_ID>=<id> && export <SECRET_KEY>=<secret> && make deploy\n",
    "shell prefix": "<SECRET_ID>=<id> <SECRET_KEY>=<secret> python upload.py\n",
    "shell default": 'ID="${<SECRET_ID>:-<id>}"\nKEY="${<SECRET_KEY>:-<secret>}"\n',
    "fish": "set -gx <SECRET_ID> <id>\nset -gx <SECRET_KEY> <secret>\n",
    "csh": "setenv <SECRET_ID> <id>\nsetenv <SECRET_KEY> <secret>\n",
    "cmd set": "set <SECRET_ID>=<id>\r\nset <SECRET_KEY>=<secret>\r\n",
    "cmd setx": 'setx <SECRET_ID> "<id>"\r\nsetx <SECRET_KEY> "<secret>"\r\n',
    "powershell": '$env:<SECRET_ID> = "<id>"\n$env:<SECRET_KEY> = "<secret>"\n',
    "crontab": "0 3 * * * <SECRET_ID>=<id> <SECRET_KEY>=<secret> /opt/backup.sh\n",
    "systemd": 'Environment="<SECRET_ID>=<id>"\nEnvironment="<SECRET_KEY>=<secret>"\n',
    "bash history": "  101  export <SECRET_ID>=<id>\n  102  ls\n  103  export <SECRET_KEY>=<secret>\n",
    "command line, equals": "tool --<secret-id>=<id> --<secret-key>=<secret> ls\n",
    "command line, space": "tool --<secret-id> <id> --<secret-key> <secret> ls\n",
    "command line, backslash": "tool \\\n  --<secret-id> <id> \\\n  --<secret-key> <secret>\n",
    "configure set": "tool configure set <secret_id> <id>\ntool configure set <secret_key> <secret>\n",
    "docker run": "docker run -e <SECRET_ID>=<id> -e <SECRET_KEY>=<secret> app\n",
    # Containers and deployment
    "Dockerfile ENV": "FROM python:3.12\nENV <SECRET_ID>=<id>\nENV <SECRET_KEY>=<secret>\n",
    "Dockerfile ENV, space": "ENV <SECRET_ID> <id>\nENV <SECRET_KEY> <secret>\n",
    "Dockerfile ENV, one line": "ENV <SECRET_ID>=<id> \\\n    <SECRET_KEY>=<secret>\n",
    "Dockerfile ARG": 'ARG <SECRET_ID>="<id>"\nARG <SECRET_KEY>="<secret>"\n',
    "compose list": "    environment:\n      - <SECRET_ID>=<id>\n      - <SECRET_KEY>=<secret>\n",
    "compose map": "    environment:\n      <SECRET_ID>: <id>\n      <SECRET_KEY>: <secret>\n",
    "kubernetes env": (
        "        env:\n        - name: <SECRET_ID>\n          value: <id>\n"
        "        - name: <SECRET_KEY>\n          value: <secret>\n"
    ),
    "kubernetes env, quotes": (
        'env:\n  - name: "<SECRET_ID>"\n    value: "<id>"\n  - name: "<SECRET_KEY>"\n    value: "<secret>"\n'
    ),
    "kubernetes env, value first": (
        "env:\n- value: <id>\n  name: <SECRET_ID>\n- value: <secret>\n  name: <SECRET_KEY>\n"
    ),
    "kubernetes stringData": "kind: Secret\nstringData:\n  <secret-id>: <id>\n  <secret-key>: <secret>\n",
    "task definition": (
        '"environment": [{"name": "<SECRET_ID>", "value": "<id>"}, '
        '{"name": "<SECRET_KEY>", "value": "<secret>"}]\n'
    ),
    "task definition, lines": (
        '[\n  {\n    "name": "<SECRET_ID>",\n    "value": "<id>"\n  },\n'
        '  {\n    "name": "<SECRET_KEY>",\n    "value": "<secret>"\n  }\n]\n'
    ),
    "function environment": '{"Variables": [{"Key": "<SECRET_ID>", "Value": "<id>"}, '
    '{"Key": "<SECRET_KEY>", "Value": "<secret>"}]}\n',
    "terraform provider": 'provider "cloud" {\n  <secret_id>  = "<id>"\n  <secret_key> = "<secret>"\n}\n',
    "terraform variable": (
        'variable "<secret_id>" {\n  type    = string\n  default = "<id>"\n}\n\n'
        'variable "<secret_key>" {\n  type    = string\n  default = "<secret>"\n}\n'
    ),
    "terraform state": '"attributes": {"id": "<id>", "secret": "<secret>", "status": "Active"}\n',
    "tfvars": '<secret_id> = "<id>"\n<secret_key> = "<secret>"\n',
    "ansible": "- cloud_object:\n    <secret_id>: '<id>'\n    <secret_key>: '<secret>'\n    state: present\n",
    "workflow env": "jobs:\n  build:\n    env:\n      <SECRET_ID>: '<id>'\n      <SECRET_KEY>: '<secret>'\n",
    # Configuration files
    "yaml": "<secret_id>: <id>\n<secret_key>: <secret>\n",
    "yaml, camel case": "cloud:\n  <secretId>: <id>\n  <secretKey>: <secret>\n",
    "yaml, kebab case": "cloud:\n  <secret-id>: '<id>'\n  <secret-key>: '<secret>'\n",
    "yaml, comment": "<secret_id>: <id>  # of the robot\n<secret_key>: <secret>  # do not share\n",
    "yaml, flow": "cloud: {<secretId>: <id>, <secretKey>: <secret>}\n",
    "yaml, ak and sk": "ak: <id>\nsk: <secret>\n",
    "yaml, folded": "<secret_id>: >-\n  <id>\n<secret_key>: >-\n  <secret>\n",
    "json": '{\n  "<secretId>": "<id>",\n  "<secretKey>": "<secret>"\n}\n',
    "json, snake case": '{\n    "<secret_id>": "<id>",\n    "<secret_key>": "<secret>"\n}\n',
    "json, Pascal case": '{"<SecretId>":"<id>","<SecretKey>":"<secret>"}',
    "json, minified": '{"region":"ap-1","<secretId>":"<id>","<secretKey>":"<secret>","t":60}',
    "json, fields between": (
        '{\n"<secretId>": "<id>",\n"region": "ap-1",\n"timeout": 30,\n"<secretKey>": "<secret>"\n}\n'
    ),
    "json in json": '{"body": "{\\"<secretId>\\":\\"<id>\\",\\"<secretKey>\\":\\"<secret>\\"}"}',
    "json in json in json": (
        '{"a": "{\\\\\\"<secretId>\\\\\\":\\\\\\"<id>\\\\\\",'
        '\\\\\\"<secretKey>\\\\\\":\\\\\\"<secret>\\\\\\"}"}'
    ),
    "properties": "cloud.<secretId>=<id>\ncloud.<secretKey>=<secret>\n",
    "properties, kebab case": "cloud.oss.<secret-id>=<id>\ncloud.oss.<secret-key>=<secret>\n",
    "properties, spaces": "cloud.<secretId> = <id>\ncloud.<secretKey> = <secret>\n",
    "properties, colon": "cloud.<secretId>: <id>\ncloud.<secretKey>: <secret>\n",
    "properties, dots": "fs.cloud.secret.id=<id>\nfs.cloud.secret.key=<secret>\n",
    "ini": "[default]\n<secret_id> = <id>\n<secret_key> = <secret>\nregion = ap-1\n",
    "ini, no spaces": "[default]\n<secret_id>=<id>\n<secret_key>=<secret>\n",
    "ini, aligned": "[default]\n<secret_id>      = <id>\n<secret_key>     = <secret>\n",
    "ini, access and secret key": "[default]\naccess_key = <id>\nsecret_key = <secret>\n",
    "toml": '[cloud]\n<secret_id> = "<id>"\n<secret_key> = "<secret>"\n',
    "toml, inline table": "cloud = { <secret_id> = '<id>', <secret_key> = '<secret>' }\n",
    "xml elements": "<c>\n  <<secretId>><id></<secretId>>\n  <<secretKey>><secret></<secretKey>>\n</c>\n",
    "xml elements, one line": "<c><<SecretId>><id></<SecretId>><<SecretKey>><secret></<SecretKey>></c>",
    "xml attributes": '<client <secretId>="<id>" <secretKey>="<secret>" region="ap-1"/>\n',
    "xml app settings": (
        '<appSettings>\n  <add key="<SecretId>" value="<id>" />\n'
        '  <add key="<SecretKey>" value="<secret>" />\n'
    ),
    "xml bean": (
        '<bean><property name="<secretId>" value="<id>"/>\n'
        '<property name="<secretKey>" value="<secret>"/></bean>'
    ),
    "xml bean, value element": (
        '<property name="<secretId>"><value><id></value></property>\n'
        '<property name="<secretKey>"><value><secret></value></property>\n'
    ),
    "xml hadoop": (
        "<property>\n  <name>fs.<secret_id></name>\n  <value><id></value>\n</property>\n"
        "<property>\n  <name>fs.<secret_key></name>\n  <value><secret></value>\n</property>\n"
    ),
    "xml CDATA": (
        "<<SecretId>><![CDATA[<id>]]></<SecretId>>\n<<SecretKey>><![CDATA[<secret>]]></<SecretKey>>\n"
    ),
    "android strings": (
        '<string name="<secret_id>"><id></string>\n<string name="<secret_key>"><secret></string>\n'
    ),
    "android manifest": (
        '<meta-data android:name="<SECRET_ID>" android:value="<id>"/>\n'
        '<meta-data android:name="<SECRET_KEY>" android:value="<secret>"/>\n'
    ),
    "plist": (
        "<dict>\n\t<key><SecretId></key>\n\t<string><id></string>\n"
        "\t<key><SecretKey></key>\n\t<string><secret></string>\n</dict>\n"
    ),
    "html form": (
        '<input type="text" name="<secretId>" value="<id>">\n'
        '<input type="password" name="<secretKey>" value="<secret>">\n'
    ),
    # Python
    "python assignment": '<SECRET_ID> = "<id>"\n<SECRET_KEY> = "<secret>"\n',
    "python annotated": '<SECRET_ID>: Final[str] = "<id>"\n<SECRET_KEY>: Final[str] = "<secret>"\n',
    "python keyword arguments": 'client = Client(<secret_id>="<id>", <secret_key>="<secret>")\n',
    "python keyword arguments, lines": (
        "session = Session(\n    <secret_id>='<id>',\n    <secret_key>='<secret>',\n)\n"
    ),
    "python call": 'cred = credential.Credential("<id>", "<secret>")\n',
    "python call, lines": 'cred = credential.Credential(\n    "<id>",\n    "<secret>",\n)\n',
    "python dict": 'config = {"<secret_id>": "<id>", "<secret_key>": "<secret>"}\n',
    "python dict call": 'config = dict(<secret_id>="<id>", <secret_key>="<secret>")\n',
    "python attributes": 'self.<secret_id> = "<id>"\nself.<secret_key> = "<secret>"\n',
    "python tuple": '<SECRET_ID>, <SECRET_KEY> = "<id>", "<secret>"\n',
    "python environ": 'os.environ["<SECRET_ID>"] = "<id>"\nos.environ["<SECRET_KEY>"] = "<secret>"\n',
    "python getenv": 'A = os.getenv("<SECRET_ID>", "<id>")\nB = os.getenv("<SECRET_KEY>", "<secret>")\n',
    "python environ get": (
        "a = os.environ.get('<SECRET_ID>') or '<id>'\nb = os.environ.get('<SECRET_KEY>') or '<secret>'\n"
    ),
    "python argparse": (
        "p.add_argument('--<secret_id>', default='<id>', help='id')\n"
        "p.add_argument('--<secret_key>', default='<secret>', help='key')\n"
    ),
    "python bytes": "<SECRET_ID> = b'<id>'\n<SECRET_KEY> = b'<secret>'\n",
    "python raw string": "<SECRET_ID> = r'<id>'\n<SECRET_KEY> = r'<secret>'\n",
    "python encode": "<secret_id> = '<id>'.encode()\n<secret_key> = '<secret>'.encode()\n",
    "python comment": "# <secret_id> = '<id>'\n# <secret_key> = '<secret>'\n",
    "notebook": '"source": [\n "<secret_id> = \'<id>\'\\n",\n "<secret_key> = \'<secret>\'\\n"\n]\n',
    # JavaScript and TypeScript
    "js const": "const <secretId> = '<id>';\nconst <secretKey> = '<secret>';\n",
    "js backticks": "const <secretId> = `<id>`;\nconst <secretKey> = `<secret>`;\n",
    "js object": "const client = new COS({\n  <SecretId>: '<id>',\n  <SecretKey>: '<secret>',\n});\n",
    "js object, minified": 'var c=new C({<secretId>:"<id>",<secretKey>:"<secret>",r:"x"});',
    "js environment default": (
        'id: process.env.<SECRET_ID> || "<id>",\nkey: process.env.<SECRET_KEY> || "<secret>",\n'
    ),
    "js environment default, nullish": (
        "id: process.env.<SECRET_ID> ?? '<id>',\nkey: process.env.<SECRET_KEY> ?? '<secret>',\n"
    ),
    "js environment assignment": (
        "process.env.<SECRET_ID> = '<id>'\nprocess.env['<SECRET_KEY>'] = '<secret>'\n"
    ),
    "js minified variables": 'var t="<id>",e="<secret>",n=function(){return sign(t,e)};',
    "ts typed": 'const <secretId>: string = "<id>";\nconst <secretKey>: string = "<secret>";\n',
    "ts class": (
        "export class C {\n  private readonly <secretId> = '<id>';\n"
        "  static <secretKey>: string = '<secret>';\n}\n"
    ),
    "ts as const": "export const K = { <secretId>: '<id>', <secretKey>: '<secret>' } as const;\n",
    "jsx": "<Uploader <secretId>=\"<id>\" <secretKey>={'<secret>'} />\n",
    # Go
    "go const": 'const (\n\t<secretId>  = "<id>"\n\t<secretKey> = "<secret>"\n)\n',
    "go short": '<secretId> := "<id>"\n<secretKey> := "<secret>"\n',
    "go var": 'var <SecretId> string = "<id>"\nvar <SecretKey> string = "<secret>"\n',
    "go struct": 'c := &Config{\n\t<SecretId>:  "<id>",\n\t<SecretKey>: "<secret>",\n}\n',
    "go call": 'credential := common.NewCredential("<id>", "<secret>")\n',
    "go call, token": 'credentials.NewStaticCredentials("<id>", "<secret>", "")\n',
    "go pointer": 'config.<SecretId> = tea.String("<id>")\nconfig.<SecretKey> = tea.String("<secret>")\n',
    "go setenv": 'os.Setenv("<SECRET_ID>", "<id>")\nos.Setenv("<SECRET_KEY>", "<secret>")\n',
    "go raw string": "<secretId> := `<id>`\n<secretKey> := `<secret>`\n",
    # Java, Kotlin, Scala, Groovy
    "java field": (
        'private static final String <SECRET_ID> = "<id>";\n'
        'private static final String <SECRET_KEY> = "<secret>";\n'
    ),
    "java camel field": 'private String <secretId> = "<id>";\nprivate String <secretKey> = "<secret>";\n',
    "java call": 'Credential cred = new Credential("<id>", "<secret>");\n',
    "java call, region": 'Profile p = DefaultProfile.getProfile("cn-hangzhou", "<id>", "<secret>");\n',
    "java setters": 'cred.set<SecretId>("<id>");\ncred.set<SecretKey>("<secret>");\n',
    "java builder": 'Client.builder().<secretId>("<id>").<secretKey>("<secret>").build();\n',
    "java property": (
        'System.setProperty("cloud.<secretId>", "<id>");\n'
        'System.setProperty("cloud.<secretKey>", "<secret>");\n'
    ),
    "java map": 'config.put("<secretId>", "<id>");\nconfig.put("<secretKey>", "<secret>");\n',
    "java map of": 'Map.of("<secretId>", "<id>", "<secretKey>", "<secret>")\n',
    "java annotation": (
        '@Value("${cloud.<secret-id>:<id>}")\nString a;\n\n'
        '@Value("${cloud.<secret-key>:<secret>}")\nString b;\n'
    ),
    "kotlin": 'private const val <SECRET_ID> = "<id>"\nprivate const val <SECRET_KEY> = "<secret>"\n',
    "kotlin typed": 'val <secretId>: String = "<id>"\nval <secretKey>: String = "<secret>"\n',
    "kotlin arguments": 'val c = Credential(<secretId> = "<id>", <secretKey> = "<secret>")\n',
    "kotlin map": 'mapOf("<secretId>" to "<id>", "<secretKey>" to "<secret>")\n',
    "scala": 'val conf = Map("<secretId>" -> "<id>", "<secretKey>" -> "<secret>")\n',
    "gradle": (
        'buildConfigField "String", "<SECRET_ID>", \'"<id>"\'\n'
        'buildConfigField "String", "<SECRET_KEY>", \'"<secret>"\'\n'
    ),
    "gradle, escaped": (
        'buildConfigField("String", "<SECRET_ID>", "\\"<id>\\"")\n'
        'buildConfigField("String", "<SECRET_KEY>", "\\"<secret>\\"")\n'
    ),
    # PHP, Ruby, Perl, Lua, R, Elixir
    "php array": "$c = [\n    '<secretId>' => '<id>',\n    '<secretKey>' => '<secret>',\n];\n",
    "php old array": "array('<secret_id>' => '<id>', '<secret_key>' => '<secret>')\n",
    "php variables": '$<secretId> = "<id>";\n$<secretKey> = "<secret>";\n',
    "php define": "define('<SECRET_ID>', '<id>');\ndefine('<SECRET_KEY>', '<secret>');\n",
    "php const": "const <SECRET_ID> = '<id>';\nconst <SECRET_KEY> = '<secret>';\n",
    "php call": '$cred = new Credential("<id>", "<secret>");\n',
    "php putenv": 'putenv("<SECRET_ID>=<id>");\nputenv("<SECRET_KEY>=<secret>");\n',
    "php setter": "$c->set<SecretId>('<id>');\n$c->set<SecretKey>('<secret>');\n",
    "php property": "$this->config['<secretId>'] = '<id>';\n$this-><secretKey> = '<secret>';\n",
    "php env default": "'id' => env('<SECRET_ID>', '<id>'),\n'key' => env('<SECRET_KEY>', '<secret>'),\n",
    "ruby symbols": "Client.new(\n  <secret_id>: '<id>',\n  <secret_key>: '<secret>'\n)\n",
    "ruby rockets": "{ :<secret_id> => '<id>', :<secret_key> => '<secret>' }\n",
    "ruby string rockets": "{ '<secret_id>' => '<id>', '<secret_key>' => '<secret>' }\n",
    "ruby environment": "ENV['<SECRET_ID>'] = '<id>'\nENV['<SECRET_KEY>'] ||= '<secret>'\n",
    "ruby fetch": "a = ENV.fetch('<SECRET_ID>', '<id>')\nb = ENV.fetch('<SECRET_KEY>') { '<secret>' }\n",
    "ruby instance variables": "@<secret_id> = '<id>'\n@<secret_key> = '<secret>'\n",
    "perl": "my $<secret_id>  = '<id>';\nmy %h = (<secret_key> => q(<secret>));\n",
    "lua": 'local <secret_id> = "<id>"\nlocal t = { ["<secret_key>"] = "<secret>" }\n',
    "r": 'Sys.setenv("<SECRET_ID>" = "<id>", "<SECRET_KEY>" = "<secret>")\n',
    "elixir": 'config :cloud, <secret_id>: "<id>", <secret_key>: "<secret>"\n',
    # C#, C, C++, Rust, Swift, Objective-C, Dart
    "c# fields": 'const string <SecretId> = "<id>";\nprivate readonly string <SecretKey> = @"<secret>";\n',
    "c# initializer": 'new Credential { <SecretId> = "<id>", <SecretKey> = "<secret>" };\n',
    "c# property": (
        'public string <SecretId> { get; set; } = "<id>";\n'
        'public string <SecretKey> { get; set; } = "<secret>";\n'
    ),
    "c# call": 'var c = new BasicCredentials("<id>", "<secret>");\n',
    "c# named arguments": 'new Client(<secretId>: "<id>", <secretKey>: "<secret>");\n',
    "c# indexer": 'config["<SecretId>"] = "<id>";\nconfig["<SecretKey>"] = "<secret>";\n',
    "c define": '#define <SECRET_ID> "<id>"\n#define <SECRET_KEY> "<secret>"\n',
    "c pointers": 'const char *<secret_id> = "<id>";\nstatic const char <secret_key>[] = "<secret>";\n',
    "c++ string": 'std::string <secretId>("<id>");\nstd::string <secretKey>{"<secret>"};\n',
    "c++ call": 'Credential cred = Credential("<id>", "<secret>");\n',
    "rust const": 'const <SECRET_ID>: &str = "<id>";\nstatic <SECRET_KEY>: &\'static str = "<secret>";\n',
    "rust let": 'let <secret_id> = "<id>";\nlet <secret_key> = String::from("<secret>");\n',
    "rust struct": 'C { <secret_id>: "<id>".to_string(), <secret_key>: "<secret>".into() }\n',
    "rust call": 'Credentials::new("<id>", "<secret>", None, None, "static")\n',
    "swift": 'let <secretId> = "<id>"\nstatic let <secretKey>: String = "<secret>"\n',
    "swift call": 'Credential(<secretId>: "<id>", <secretKey>: "<secret>")\n',
    "objective-c": 'NSString *const <SecretId> = @"<id>";\n#define k<SecretKey> @"<secret>"\n',
    "objective-c properties": 'credential.<secretId> = @"<id>";\ncredential.<secretKey> = @"<secret>";\n',
    "objective-c message": '[[C alloc] initWith<SecretId>:@"<id>" <secretKey>:@"<secret>"];\n',
    "objective-c dictionary": '@{@"<secretId>": @"<id>", @"<secretKey>": @"<secret>"};\n',
    "dart": "final String <secretId> = '<id>';\nstatic const <secretKey> = '<secret>';\n",
    # Web
    "query string": "https://api.example.com/?<SecretId>=<id>&<SecretKey>=<secret>&Region=ap-1\n",
    "query string, html": '<a href="/up?<secretId>=<id>&amp;<secretKey>=<secret>">up</a>\n',
    "url user": "s3://<id>:<secret>@bucket/path\n",
    "colon file": "<id>:<secret>\n",
    "curl user": "curl -u <id>:<secret> https://cos.example.com/\n",
    "headers": "X-<secret-id>: <id>\nX-<secret-key>: <secret>\n",
    # Words, tables and logs
    "log": "2026-03-01 10:00:00 INFO client ready ak=<id> sk=<secret> region=ap-1\n",
    "log, colon": "[debug] ak: <id>, sk: <secret>\n",
    "log, go map": "config: map[<secretId>:<id> <secretKey>:<secret>]\n",
    "log, go struct": "config: {<SecretId>:<id> <SecretKey>:<secret> Region:ap-1}\n",
    "log, java object": "Config(<secretId>=<id>, <secretKey>=<secret>, region=ap-1)\n",
    "log, java object, quotes": "Config{<secretId>='<id>', <secretKey>='<secret>'}\n",
    "log, ruby inspect": '#<C @<secret_id>="<id>", @<secret_key>="<secret>">\n',
    "log, php print_r": "Array\n(\n    [<secretId>] => <id>\n    [<secretKey>] => <secret>\n)\n",
    "log, php var_dump": (
        '["<secretId>"]=>\n  string(36) "<id>"\n  ["<secretKey>"]=>\n  string(32) "<secret>"\n'
    ),
    "log, php serialize": 'a:2:{s:8:"<secretId>";s:36:"<id>";s:9:"<secretKey>";s:32:"<secret>";}\n',
    "csv of the console": "<SecretId>,<SecretKey>\n<id>,<secret>\n",
    "csv of the console, quotes": '"<SecretId>","<SecretKey>"\n"<id>","<secret>"\n',
    "csv of the console, words": "Access key ID,Secret access key\n<id>,<secret>\n",
    "tab separated": "robot\t<id>\t<secret>\tAP\n",
    "markdown table": "| <SecretId> | <SecretKey> |\n|---|---|\n| <id> | <secret> |\n",
    "markdown list": "- <SecretId>: `<id>`\n- <SecretKey>: `<secret>`\n",
    "markdown bold": "**<SecretId>**: <id>\n\n**<SecretKey>**: <secret>\n",
    "rst literal": ":<SecretId>: ``<id>``\n:<SecretKey>: ``<secret>``\n",
    "chat": "hi, the <SecretId> is <id> and the <SecretKey> is <secret>, thanks\n",
    "chat, words": "access key: <id>\nsecret key: <secret>\n",
    "chinese": "密钥ID:<id>\n密钥Key:<secret>\n",
    "chinese, wide colon": "<SecretId>：<id>\n<SecretKey>：<secret>\n",
    "chinese, words": "账号的 <SecretId> 是 <id>，<SecretKey> 是 <secret>。\n",
    "two lines": "<id>\n<secret>\n",
    "comment after": 'f("<id>"); // <secretId>\nf("<secret>"); // <secretKey>\n',
    "sql values": "INSERT INTO conf (a, b) VALUES ('<id>', '<secret>');\n",
    "sql update": "UPDATE conf SET <secret_id>='<id>', <secret_key>='<secret>' WHERE id=1;\n",
    "diff": "+<SECRET_ID>=<id>\n+<SECRET_KEY>=<secret>\n",
    "secret first": '<secret_key> = "<secret>"\n<secret_id> = "<id>"\n',
    "secret first, json": '{"<secretKey>": "<secret>", "<secretId>": "<id>"}',
    "secret first, yaml": "<secret_key>: <secret>\nregion: ap-1\n<secret_id>: <id>\n",
}


def pair(cloud: Cloud, seed: int = 1) -> tuple[str, str]:
    """Return the id and the secret of a made-up key, the same for one seed."""
    return expand(cloud.key_id, seed), expand(cloud.secret, seed + 10_000)


def written(form: str, cloud: Cloud, key_id: str, secret: str) -> str:
    """Return `form` with a key of `cloud` in it."""
    text = form
    for words, marks in zip(cloud.words, (("secret", "id"), ("secret", "key")), strict=True):
        spelt = _spellings(words)
        for style, mark in _spellings(marks).items():
            name = spelt[style]
            if style == "upper":
                name = "_".join(word.upper() for word in (*cloud.prefix, *words))
            text = re.sub(f"<{re.escape(mark)}>", name, text)
    return text.replace("<id>", key_id).replace("<secret>", secret)


def _spellings(words: tuple[str, ...]) -> dict[str, str]:
    pascal = "".join(word.capitalize() for word in words)
    return {
        "upper": "_".join(words).upper(),
        "snake": "_".join(words),
        "kebab": "-".join(words),
        "camel": pascal[0].lower() + pascal[1:],
        "pascal": pascal,
    }
