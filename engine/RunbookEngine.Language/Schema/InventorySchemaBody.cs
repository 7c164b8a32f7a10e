using System.Text.Json;

namespace RunbookEngine.Language;

/// <summary>The parts of the schema.</summary>
internal sealed class InventorySchemaBody(Utf8JsonWriter json) : SchemaForm(json)
{
    private const string Name = $"^{HostName}$";
    private const string Range = "^[A-Za-z0-9_[][A-Za-z0-9._:\\[\\]-]*$";

    public void Write()
    {
        Json.WriteStartObject();
        Json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        Json.WriteString("$id", "inventory.v1.schema.json");
        Json.WriteString("title", InventoryWords.ApiVersion);
        Json.WriteString("description", "The hosts that runbooks work on, and how they are reached.");
        Object(["apiVersion", "hosts"], () =>
        {
            Word("apiVersion", "The version of the format.", InventoryWords.ApiVersion, () => Json.WriteString("const", InventoryWords.ApiVersion));
            Word("defaults", "What holds for every host that does not say otherwise.", "{ user: ops, become: sudo }", () => Object([], () => Settings(InventoryWords.Defaults)));
            Word("hosts", "The hosts by name; `w[1:16]` stands for sixteen of them.", "{ cp1: { address: 10.0.0.11 } }", () => OneOf(() => MapOf(Range, "host"), () => Reference("names")));
            Word("groups", "Names for lists of hosts; the group `all` is there by itself.", "{ workers: [w1, w2] }", () => MapOf(Name, "group"));
        });
        Json.WriteStartObject("$defs");
        Property("host", "What is known of a host; what is left out comes from `defaults`, then from `~/.ssh/config`.", () => OneOf(() => Json.WriteString("type", "null"), () => Object([], () => Settings(InventoryWords.Host))));
        Property("group", "The hosts of a group: a list, or hosts, other groups, and vars for them all.", Group);
        Property("names", "Names, or ranges such as `w[1:16]`.", () => ListOf(() => Text(Range)));
        Property("any", "Any value.", () => { });
        Property("vars", "Values of your own by name in snake_case; expressions read them as `target.vars.NAME`. No secrets.", () => MapOf(Snake, "any", orNull: true));
        Property("duration", "A number and a unit, the larger first: `500ms`, `90s`, `15m`.", () => Time(orExpression: false));
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    private void Group() => OneOf(
        Members,
        () => Object([], () =>
        {
            Word("hosts", "Hosts of the inventory.", "[w1, w2]", () => Members());
            Word("groups", "Groups whose hosts are in this one, too.", "[workers]", () => Members());
            Word("vars", "Values for all hosts in it; a host's own word wins.", "{ rack: a }", () => Reference("vars"));
        }));

    private void Members() => OneOf(() => Reference("names"), () => Text(Range), () => Json.WriteString("type", "null"));

    private void Settings(string[] words)
    {
        foreach (var word in words)
            Setting(word);
    }

    private void Setting(string word)
    {
        switch (word)
        {
            case "address":
                Word(word, "Where it is reached: a name or an IP address; its own name when left out.", "10.0.0.11", Scalar);
                break;
            case "port":
                Word(word, "The port of its SSH server.", "22", () => WholeNumber(1, 65_535));
                break;
            case "user":
                Word(word, "Who logs in.", "ops", Scalar);
                break;
            case "identity-file":
                Word(word, "The private key. Relative paths start at the inventory's folder.", "~/.ssh/id_ed25519", Scalar);
                break;
            case "known-hosts":
                Word(word, "The file of known host keys. Relative paths start at the inventory's folder.", "./known_hosts", Scalar);
                break;
            case "proxy-jump":
                Word(word, "Hosts on the way, the first one first: hosts of the inventory, or `[user@]address[:port]`; `none` for none.", "[jump1]", () => OneOf(Scalar, () => ListOf(Scalar)));
                break;
            case "become":
                Word(word, "As whom commands run: `none` is the user who logs in, `sudo` is root.", "sudo", () => Texts("enum", InventoryWords.Become));
                break;
            case "supervision":
                Word(word, "What keeps a command while nobody is connected; `auto` when left out.", "auto", () => Texts("enum", InventoryWords.Supervision));
                break;
            case "connect-timeout":
                Word(word, "How long one attempt to connect may take; 10s when left out.", "10s", () => Reference("duration"));
                break;
            case "reconnect-timeout":
                Word(word, "How long a host that does not answer is tried again before the step fails; 2m when left out.", "2m", () => Reference("duration"));
                break;
            case "vars":
                Word(word, "Values of your own.", "{ rack: a }", () => Reference("vars"));
                break;
            default:
                throw new InvalidOperationException($"The key {word} of inventories has no place in the schema.");
        }
    }
}
