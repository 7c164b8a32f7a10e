namespace RunbookEngine.Language;

/// <summary>The first two keys of worlds and scenarios, by which they are told apart.</summary>
internal static class DocumentHead
{
    /// <summary>The map, if the file is of the wanted kind; else null, and the bag says why.</summary>
    public static YamlMapping? Check(TextReading reading, YamlNode root, string kind)
    {
        if (root is not YamlMapping map)
        {
            reading.Error(Codes.WrongKind, $"a {kind} is a map, and this is {root.Kind}", root, Start(kind));
            return null;
        }

        var version = map.Find("apiVersion");
        if (version?.Value is YamlScalar { Text: InventoryWords.ApiVersion })
            reading.Error(Codes.WrongKind, $"this is an inventory, and a {kind} is wanted", version.Value, Start(kind));
        else if (version is not null && version.Value is not YamlScalar { Text: Words.ApiVersion })
            reading.Error(Codes.ApiVersion, "this is no version of the language that this engine reads", version.Value, Start(kind));
        else if (map.Find("kind") is { } given && (given.Value as YamlScalar)?.Text != kind)
            reading.Error(Codes.WrongKind, $"a {kind} is wanted here", given.Value, Start(kind));
        else if (map.Find("kind") is null && map.Find("steps") is not null)
            reading.Error(Codes.WrongKind, $"this is a runbook, and a {kind} is wanted", map.Entries[0].Key, Start(kind));
        else
            return map;
        return null;
    }

    private static string Start(string kind) => $"start with `apiVersion: {Words.ApiVersion}` and `kind: {kind}`";
}
