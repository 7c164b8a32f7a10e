using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads the settings of a host, each by its key.</summary>
internal sealed class HostReader(InventoryReading reading)
{
    /// <param name="entry">The host, or <c>defaults</c>.</param>
    /// <param name="known">The keys that may stand here.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="settings">Where they go.</param>
    public void Read(YamlEntry entry, string[] known, string what, HostSettings settings)
    {
        if (entry.Value is not YamlMapping map)
        {
            reading.Wrong(
                entry.Value, entry.Name, "a map of settings",
                entry.Value is YamlScalar { IsNull: false } scalar ? $"such as `{{ address: {Shown.Word(scalar.Text)} }}`" : "such as `{ address: 10.0.0.11, user: root }`");
            return;
        }

        foreach (var setting in map.Entries)
        {
            if (setting.Name == "vars")
                Vars(setting, settings);
            else if (!known.Contains(setting.Name))
                Unknown(setting, known, what);
            else if (Value(setting) is { } value)
                settings.Keys[setting.Name] = (value, reading.Span(setting.Value));
        }
    }

    /// <summary>The author's own values.</summary>
    public void Vars(YamlEntry entry, HostSettings settings)
    {
        if (entry.Value is not YamlMapping map)
        {
            if (entry.Value is not YamlScalar { IsNull: true })
                reading.Wrong(entry.Value, "vars", "a map of names to values", "such as `vars: { rack: a }`");
            return;
        }

        foreach (var own in map.Entries)
        {
            if (InventoryWords.IsSecret(own.Name))
                Secret(own);
            else if (!Words.IsSnakeCase(own.Name))
                reading.Error(Codes.BadName, $"`{Shown.Word(own.Name)}` cannot be a var: expressions name it, so it is snake_case", own.Key,
                    Words.Mended(own.Name, '_') is { } mended ? $"write `{mended}`" : "use small letters, digits and `_`, a letter first");
            else
                settings.Vars[own.Name] = (Tree(own.Value), reading.Span(own.Key));
        }
    }

    private Value Tree(YamlNode node)
    {
        if (node is YamlScalar scalar && TemplateParser.HasBraces(scalar.Text))
            reading.Error(Codes.TemplateNotTaken, "an inventory takes no expression", scalar, "write the value itself, or make a var of it in the runbook");
        return node switch
        {
            YamlSequence list => new Value.List([.. list.Items.Select(Tree)]),
            YamlMapping map => new Value.Map([.. map.Entries.Select(e => new KeyValuePair<string, Value>(e.Name, Tree(e.Value)))]),
            _ => Scalars.Plain((YamlScalar)node),
        };
    }

    private void Unknown(YamlEntry entry, string[] known, string what)
    {
        if (InventoryWords.IsSecret(entry.Name))
            Secret(entry);
        else
            reading.Error(
                Codes.UnknownKey, $"{what} has no key `{Shown.Word(entry.Name)}`", entry.Key,
                NearestWord.Hint(entry.Name, known) ?? $"its keys are {string.Join(", ", known.Select(static k => $"`{k}`"))}; values of your own go under `vars`");
    }

    private void Secret(YamlEntry entry) => reading.Error(
        Codes.SecretInInventory, $"`{Shown.Word(entry.Name)}` would stand in the inventory and the journal for all to read", entry.Key,
        "log in with a key (`identity-file`, or an agent); hand other secrets to the runbook as an input of type `secret`");

    private object? Value(YamlEntry entry) => entry.Name switch
    {
        "port" => Scalars.Integer(reading, entry, 1, 65_535) is { } port ? port : null,
        "connect-timeout" or "reconnect-timeout" => Scalars.Duration(reading, entry) is { } time ? time : null,
        "become" => Choice(entry, InventoryWords.Become) is { } become and >= 0 ? (Become)become : null,
        "supervision" => Choice(entry, InventoryWords.Supervision) is { } supervision and >= 0 ? (Supervision)supervision : null,
        "identity-file" or "known-hosts" => Scalars.Text(reading, entry) is { } path ? reading.Absolute(path) : null,
        "proxy-jump" => string.Join(',', Scalars.Texts(reading, entry).Select(static s => s.Text)) is { Length: > 0 } jump ? jump : null,
        _ => Text(entry),
    };

    private string? Text(YamlEntry entry)
    {
        if (Scalars.Text(reading, entry) is not { } text)
            return null;
        if (text.Length > 0 && !text.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c)))
            return text;
        reading.Error(Codes.WrongType, $"`{entry.Name}` takes a text without blanks", entry.Value, "leave the key out where it is not needed");
        return null;
    }

    private int Choice(YamlEntry entry, string[] choices)
    {
        if (Scalars.Text(reading, entry) is not { } text)
            return -1;
        var index = Array.IndexOf(choices, text);
        if (index < 0)
            reading.Error(
                Codes.BadChoice, $"`{entry.Name}` cannot be `{Shown.Word(text)}`", entry.Value, NearestWord.HintOrList(text, choices, "it can be"));
        return index;
    }
}
