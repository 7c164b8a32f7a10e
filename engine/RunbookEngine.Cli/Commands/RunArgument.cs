using System.CommandLine;
using System.CommandLine.Completions;
using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Commands;

/// <summary>RUN and STEP as many commands take them, with their completion.</summary>
internal static class RunArgument
{
    private const int MostSuggestions = 50;

    public static Argument<string?> Run(CliSession session, string otherwise)
    {
        var argument = new Argument<string?>("RUN")
        {
            Description = $"The run, or the beginning of its name. Default: {otherwise}.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        argument.CompletionSources.Add(_ => Suggest(session, static async s =>
            (await s.ExistingStore.ListAsync(MostSuggestions, CancellationToken.None)).Select(static h => h.Run.Value)));
        return argument;
    }

    /// <summary>Suggestions for steps of the run that was named, or else the newest.</summary>
    public static void SuggestSteps(this List<Func<CompletionContext, IEnumerable<CompletionItem>>> sources, CliSession session, Argument<string?>? run) =>
        sources.Add(context => Suggest(session, async s =>
        {
            var named = run is null ? null : context.ParseResult.GetValue(run);
            var id = await Runs.RunLookup.FindAsync(s, named, static _ => true, "");
            var state = await Runs.RunLookup.ReadAsync(s.Store, id);
            return state.Steps.Keys.Order().Select(static p => p.Value);
        }));

    /// <summary>A completion that fails suggests nothing: there is nobody to tell.</summary>
    private static List<CompletionItem> Suggest(CliSession session, Func<CliSession, Task<IEnumerable<string>>> find)
    {
        try
        {
            return find(session).GetAwaiter().GetResult().Select(static s => new CompletionItem(s)).ToList();
        }
        catch (Exception e) when (e is UsageException or StoreException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return [];
        }
    }
}
