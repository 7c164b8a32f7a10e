using System.Collections.Immutable;

namespace RunbookEngine.Language;

/// <summary>
/// Finds insertions at places of a script where a quoted word would not be one word: there a value could become syntax, or its quotes part of it.
/// </summary>
internal static class ScriptQuotes
{
    public static void Check(string content, ImmutableArray<TemplatePart>.Builder parts, ImmutableArray<TemplateProblem>.Builder problems)
    {
        var scan = new ShellScan();
        foreach (var part in parts)
        {
            if (part.Text is not null)
            {
                scan.Read(content.AsSpan(part.Start, part.End - part.Start));
                continue;
            }

            if (!part.IsRaw && scan.Obstacle() is { } place)
                problems.Add(new(Codes.InsertedInQuotes, $"this value stands {Where(place)}, and values are quoted for you", part.Start, part.End, Mend(place)));
            scan.Insert();
        }
    }

    private static string Where(ShellPlace place) => place switch
    {
        ShellPlace.Quotes => "inside quotes of your own",
        ShellPlace.Backquotes => "inside backquotes",
        ShellPlace.Arithmetic => "inside `$(( ))`",
        ShellPlace.HereDocument => "in a here-document, where quotes are not taken away",
        ShellPlace.Comment => "in a comment, which a line break in the value would end",
        ShellPlace.Dollar => "right after a `$`, which changes what quotes mean",
        _ => "right after a `\\`, which takes the opening quote away",
    };

    private static string Mend(ShellPlace place) => place switch
    {
        ShellPlace.Quotes => "end your quotes before it, as in \"$dir/\"{{ … }}, or leave them out",
        ShellPlace.Backquotes => "write `$( … )` in place of the backquotes",
        ShellPlace.Arithmetic => "keep it in a variable first: `n={{ … }}`",
        ShellPlace.HereDocument => "keep it in a variable first, or hand it over by `stdin` or `env`",
        ShellPlace.Comment => "take it out of the comment",
        _ => "leave that character out",
    };
}
