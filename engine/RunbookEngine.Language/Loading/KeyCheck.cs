namespace RunbookEngine.Language;

/// <summary>Finds keys that are none.</summary>
internal static class KeyCheck
{
    /// <summary>Reports every key of a map that is not known.</summary>
    public static void Unknown(TextReading reading, YamlMapping mapping, IReadOnlyCollection<string> known, string of)
    {
        foreach (var entry in mapping.Entries.Where(e => !known.Contains(e.Name)))
            reading.Error(Codes.UnknownKey, $"{of} has no key `{Shown.Word(entry.Name)}`", entry.Key, NearestWord.HintOrList(entry.Name, known, "the keys are"));
    }
}
