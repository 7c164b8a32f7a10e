using System.Globalization;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Amounts as Kubernetes writes them: <c>250m</c>, <c>1.5</c>, <c>128Mi</c>, <c>2e9</c>. Pure.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] s_suffixes =
    [
        ("Ki", 1024m), ("Mi", 1048576m), ("Gi", 1073741824m), ("Ti", 1099511627776m), ("Pi", 1125899906842624m), ("Ei", 1152921504606846976m),
        ("n", 0.000000001m), ("u", 0.000001m), ("m", 0.001m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m), ("E", 1e18m),
    ];

    /// <summary>The amount; 0 when it cannot be read.</summary>
    public static decimal Parse(string text)
    {
        foreach (var (suffix, factor) in s_suffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
                return Number(text[..^suffix.Length]) * factor;
        }

        return Number(text);
    }

    /// <summary>Processors as an operator reads them: <c>0.25</c>.</summary>
    public static string Processors(decimal amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Memory as an operator reads it: <c>1.5 GiB</c>.</summary>
    public static string Memory(decimal bytes) => bytes >= 1073741824m
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824m:0.#} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576m:0} MiB");

    private static decimal Number(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
