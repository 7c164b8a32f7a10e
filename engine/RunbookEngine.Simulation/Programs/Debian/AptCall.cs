using System.Collections.Immutable;
using System.Globalization;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>The words of a call of apt-get, read as apt-get reads them. Pure.</summary>
internal sealed record AptCall
{
    private static readonly ImmutableHashSet<string> s_verbs = ["install", "remove", "purge", "upgrade", "dist-upgrade", "full-upgrade", "update"];

    /// <summary>Such as <c>install</c>; empty: none was given.</summary>
    public string Verb { get; private init; } = "";

    /// <summary>What follows the verb.</summary>
    public ImmutableArray<string> Names { get; private init; } = [];

    /// <summary>Words that begin with a hyphen.</summary>
    public ImmutableHashSet<string> Flags { get; private init; } = [];

    /// <summary>Values that follow <c>-o</c>.</summary>
    public ImmutableDictionary<string, string> Options { get; private init; } = ImmutableDictionary<string, string>.Empty;

    public bool IsSimulated => Flags.Contains("--simulate") || Flags.Contains("-s");

    /// <summary>How long the lock is waited for.</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(
        long.TryParse(Options.GetValueOrDefault("DPkg::Lock::Timeout", ""), CultureInfo.InvariantCulture, out var seconds) ? Math.Max(0, seconds) : 0);

    /// <summary>Whether a repository that does not answer is an error.</summary>
    public bool IsStrict => Options.GetValueOrDefault("APT::Update::Error-Mode") == "any";

    public static AptCall Parse(ImmutableArray<string> words)
    {
        var (flags, names) = (ImmutableHashSet.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        var options = ImmutableDictionary.CreateBuilder<string, string>();
        var verb = "";
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == "-o" && i + 1 < words.Length)
                options[words[++i].Split('=', 2)[0]] = words[i].Split('=', 2)[^1];
            else if (words[i].StartsWith('-'))
                flags.Add(words[i]);
            else if (verb.Length == 0 && s_verbs.Contains(words[i]))
                verb = words[i];
            else
                names.Add(words[i]);
        }

        return new() { Verb = verb, Names = names.ToImmutable(), Flags = flags.ToImmutable(), Options = options.ToImmutable() };
    }
}
