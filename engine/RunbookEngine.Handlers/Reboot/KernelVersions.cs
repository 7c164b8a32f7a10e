using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Reboot;

/// <summary>
/// Compares kernels by the names of their files, such as <c>6.1.0-28-amd64</c>. Only kernels of the running one's flavour count (<c>amd64</c> and <c>cloud-amd64</c>
/// are two), since the boot loader keeps to a flavour. Pure.
/// </summary>
internal static class KernelVersions
{
    /// <summary>The newest installed kernel when it is newer than the running one; null when there is none, as in a container.</summary>
    public static string? NewerThan(string running, ImmutableArray<string> installed)
    {
        var flavour = FlavourOf(running);
        var newest = installed.Where(k => FlavourOf(k) == flavour).OrderBy(static k => k, Comparer<string>.Create(Compare)).LastOrDefault();
        return newest is not null && Compare(newest, running) > 0 ? newest : null;
    }

    /// <summary>What follows the numbers.</summary>
    private static string FlavourOf(string kernel) => kernel.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '-');

    private static int Compare(string left, string right)
    {
        var (a, b) = (NumbersOf(left), NumbersOf(right));
        for (var i = 0; i < Math.Max(a.Length, b.Length); i++)
        {
            var order = a.ElementAtOrDefault(i).CompareTo(b.ElementAtOrDefault(i));
            if (order != 0)
                return order;
        }

        return 0;
    }

    private static ImmutableArray<long> NumbersOf(string kernel) =>
        [.. kernel[..^FlavourOf(kernel).Length].Split('.', '-').Where(static n => n.Length is > 0 and < 18).Select(static n => long.Parse(n, System.Globalization.CultureInfo.InvariantCulture))];
}
