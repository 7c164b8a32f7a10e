using System.Globalization;

namespace RunbookEngine.Language;

/// <summary>Ids of steps whose author gave none: from the position, and never one that an author gave.</summary>
internal static class StepIds
{
    /// <summary>The id of the step that is read next.</summary>
    public static string Made(Reading reading, YamlMapping mapping)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{Kind(reading, mapping)}_{reading.Steps.Count + 1}");
        while (reading.OwnIds.Contains(id))
            id += "_";
        return id;
    }

    /// <summary>Notes all ids that authors gave, wherever they stand.</summary>
    public static void Collect(YamlNode? node, HashSet<string> ids)
    {
        if (node is not YamlSequence list)
            return;
        foreach (var item in list.Items)
        {
            if (item is not YamlMapping step)
                continue;
            if (step.Find("id")?.Value is YamlScalar id)
                ids.Add(id.Text);
            Collect(step.Find("steps")?.Value, ids);
            Collect(step.Find("undo")?.Value, ids);
        }
    }

    private static string Kind(Reading reading, YamlMapping mapping)
    {
        foreach (var entry in mapping.Entries)
        {
            if (reading.Tools.Find(entry.Name) is not null)
                return entry.Name.Replace('-', '_');
        }

        return mapping.Find("for-each") is not null ? "for_each" : mapping.Find("steps") is not null ? "group" : mapping.Find("runbook") is not null ? "runbook" : "step";
    }
}
