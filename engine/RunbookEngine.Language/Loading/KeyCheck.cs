namespace RunbookEngine.Language;

/// <summary>Finds keys that are none.</summary>
internal static class KeyCheck
{
    /// <summary>Reports every key of a map that is not known.</summary>
    public static void Unknown(
        TextReading reading, YamlMapping mapping, IReadOnlyCollection<string> known, string of, IReadOnlyCollection<string>? notYet = null)
    {
        foreach (var entry in mapping.Entries)
        {
            if (known.Contains(entry.Name))
                continue;
            if (notYet?.Contains(entry.Name) == true)
                NotYet(reading, entry);
            else
                reading.Error(
                    Codes.UnknownKey, $"{of} has no key `{Shown.Word(entry.Name)}`", entry.Key,
                    NearestWord.HintOrList(entry.Name, known, "the keys are"));
        }
    }

    public static void NotYet(TextReading reading, YamlEntry entry) => reading.Error(
        Codes.NotYet,
        $"`{entry.Name}` belongs to the language, but this version of the engine does not have it yet",
        entry.Key,
        "take it out, or use a later version");
}
