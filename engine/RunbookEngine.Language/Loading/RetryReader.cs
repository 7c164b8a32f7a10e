using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads <c>retry: 3</c> and <c>retry: { attempts: 3, delay: 5s }</c>.</summary>
internal sealed class RetryReader(Reading reading)
{
    public const int MostAttempts = 1_000;

    private static readonly Retry s_usual = new(1, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(5), []);

    public Retry Read(YamlEntry entry)
    {
        if (entry.Value is not YamlMapping mapping)
            return s_usual with { Attempts = Scalars.Integer(reading, entry, 1, MostAttempts) ?? 1 };
        KeyCheck.Unknown(reading, mapping, Words.Retry, "`retry`");
        var retry = s_usual;
        foreach (var setting in mapping.Entries)
            retry = Read(retry, setting);
        if (mapping.Find("attempts") is null)
            reading.Error(Codes.Missing, "`retry` needs `attempts`", entry.Key, "say how many tries there are together: `attempts: 3`");
        return retry.MaxDelay < retry.Delay ? retry with { MaxDelay = retry.Delay } : retry;
    }

    private Retry Read(Retry retry, YamlEntry entry) => entry.Name switch
    {
        "attempts" => retry with { Attempts = Scalars.Integer(reading, entry, 1, MostAttempts) ?? 1 },
        "delay" => retry with { Delay = Scalars.Duration(reading, entry) ?? retry.Delay },
        "backoff" => retry with { Backoff = Scalars.Number(reading, entry, 1, 100) ?? retry.Backoff },
        "max-delay" => retry with { MaxDelay = Scalars.Duration(reading, entry) ?? retry.MaxDelay },
        "on" => retry with { On = [.. Scalars.Texts(reading, entry).Select(static s => s.Text)] },
        _ => retry,
    };
}
