using System.Text.Json;

namespace RunbookEngine.Language;

/// <summary>The parts of the schema.</summary>
internal sealed class InventorySchemaBody(Utf8JsonWriter json) : SchemaForm(json)
{
    private const string Name = "^[A-Za-z0-9_][A-Za-z0-9._-]*$";
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
            Property("apiVersion", "The version of the format.", () => Json.WriteString("const", InventoryWords.ApiVersion));
            Property("defaults", "What holds for every host that does not say otherwise.", () => Object([], () => Settings(InventoryWords.Defaults)));
            Property("hosts", "The hosts by name; `w[1:16]` stands for sixteen of them.", () => OneOf(() => MapOf(Range, "host"), () => Reference("names")));
            Property("groups", "Names for lists of hosts; the group `all` is there by itself.", () => MapOf(Name, "group"));
        });
        Json.WriteStartObject("$defs");
        Property("host", "What is known of a host; what is left out comes from `defaults`, then from `~/.ssh/config`.", () => OneOf(() => Json.WriteString("type", "null"), () => Object([], () => Settings(InventoryWords.Host))));
        Property("group", "The hosts of a group: a list, or hosts, other groups, and vars for them all.", Group);
        Property("names", "Names, or ranges such as `w[1:16]`.", () => ListOf(() => Text(Range)));
        Property("vars", "Values of your own by name in snake_case; expressions read them as `target.vars.NAME`. No secrets.", () => Json.WriteString("type", "object"));
        Property("duration", "A number and a unit, the larger first: `500ms`, `90s`, `15m`.", () => Text("^(0|([0-9.]+(d|h|ms|m|s))+)$"));
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    private void Group() => OneOf(
        () => Reference("names"),
        () => Json.WriteString("type", "null"),
        () => Object([], () =>
        {
            Property("hosts", "Hosts of the inventory.", () => Reference("names"));
            Property("groups", "Groups whose hosts are in this one, too.", () => Reference("names"));
            Property("vars", "Values for all hosts in it; a host's own word wins.", () => Reference("vars"));
        }));

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
                Property(word, "Where it is reached: a name or an IP address; its own name when left out.", () => Json.WriteString("type", "string"));
                break;
            case "port":
                Property(word, "The port of its SSH server.", () => Json.WriteString("type", "integer"));
                break;
            case "user":
                Property(word, "Who logs in.", () => Json.WriteString("type", "string"));
                break;
            case "identity-file":
                Property(word, "The private key. Relative paths start at the inventory's folder.", () => Json.WriteString("type", "string"));
                break;
            case "known-hosts":
                Property(word, "The file of known host keys. Relative paths start at the inventory's folder.", () => Json.WriteString("type", "string"));
                break;
            case "proxy-jump":
                Property(word, "Hosts on the way, the first one first: hosts of the inventory, or `[user@]address[:port]`; `none` for none.", () => OneOf(() => Json.WriteString("type", "string"), () => ListOf(() => Json.WriteString("type", "string"))));
                break;
            case "become":
                Property(word, "As whom commands run: `none` is the user who logs in, `sudo` is root.", () => Texts("enum", InventoryWords.Become));
                break;
            case "supervision":
                Property(word, "What keeps a command while nobody is connected; `auto` when left out.", () => Texts("enum", InventoryWords.Supervision));
                break;
            case "connect-timeout":
                Property(word, "How long one attempt to connect may take; 10s when left out.", () => Reference("duration"));
                break;
            case "reconnect-timeout":
                Property(word, "How long a host that does not answer is tried again before the step fails; 2m when left out.", () => Reference("duration"));
                break;
            case "vars":
                Property(word, "Values of your own.", () => Reference("vars"));
                break;
            default:
                throw new InvalidOperationException($"The key {word} of inventories has no place in the schema.");
        }
    }
}
