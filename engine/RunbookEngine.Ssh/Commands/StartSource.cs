using System.Globalization;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Commands;

/// <summary>Writes the shell source that asks the command shell of a host for something. Each runs in a process of its own that the shell does not wait for.</summary>
internal static class StartSource
{
    /// <summary>
    /// A child that ends its parent: so the shell goes on at once, and the child does not ignore the signals that a shell makes whatever it runs with <c>&amp;</c>
    /// ignore for good, commands included.
    /// </summary>
    private const string Begin = "( read -r me x </proc/self/stat\n( kill -KILL $me\n";

    private const string End = "\n) </dev/null\n:\n)\n";

    /// <summary>Starts the command, or attaches to it.</summary>
    /// <param name="number">Of the question.</param>
    /// <param name="stem">The path of its files, up to the dot before what each is.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="notAfter">The host's uptime, in seconds, after which the question is void.</param>
    /// <param name="command">The command.</param>
    public static string Start(long number, string stem, string folder, long notAfter, Command command)
    {
        StringBuilder source = new(Begin);
        foreach (var (name, value) in command.Environment)
            source.Append("export ").Append(name).Append('=').AppendWord(CommandCheck.Content(value)).Append('\n');
        if (command.StandardInput is { } input)
            source.Append("i() { ").Append(Quoting.Printing(Encoding.UTF8.GetBytes(CommandCheck.Content(input)))).Append("; }\n");
        var script = string.Create(CultureInfo.InvariantCulture, $"{stem}.{number}-{Guid.NewGuid():N}.script");
        if (command.Script is { } text)
        {
            source.Append("( umask 077; ").Append(Quoting.Printing(Encoding.UTF8.GetBytes(text))).Append(" >").AppendWord(script)
                .Append(CultureInfo.InvariantCulture, $" ) || {{ p \"R {number} no room for its script\"; p \"G {number}\"; exit; }}\n");
        }

        source.Append(CultureInfo.InvariantCulture, $"s {number} ").AppendWord(stem).Append(' ').AppendWord(folder)
            .Append(CultureInfo.InvariantCulture, $" {notAfter} {(command.StandardInput is null ? 0 : 1)}");
        foreach (var argument in command.Arguments)
            source.Append(' ').AppendWord(argument);
        if (command.Script is not null)
            source.Append(' ').AppendWord(script);
        return source.Append(End).ToString();
    }

    /// <summary>Takes a free name out of use, or attaches to its command.</summary>
    public static string Attach(long number, string stem) => Do("a", number, Quoting.Word(stem));

    /// <summary>Waits for the end of a command that was claimed.</summary>
    public static string Follow(long number, string stem) => Do("w", number, Quoting.Word(stem));

    /// <summary>Ends what runs under the command's session.</summary>
    public static string Terminate(long number, string stem, TimeSpan grace) =>
        Do("k", number, string.Create(CultureInfo.InvariantCulture, $"{Quoting.Word(stem)} {(long)Math.Clamp(grace.TotalMilliseconds / 10, 0, 1e9)}"));

    /// <summary>Makes the folder of a run.</summary>
    public static string MakeFolder(long number, string path) => Do("d", number, Quoting.Word(path));

    private static string Do(string what, long number, string words) => string.Create(CultureInfo.InvariantCulture, $"{Begin}{what} {number} {words}{End}");
}
