using RunbookEngine.Cli.Runs;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Live;

/// <summary>
/// Takes the answer to an approval from the keyboard of the terminal that shows the run. It is posted like that of any other terminal, so whoever answers
/// first is heard.
/// </summary>
internal sealed class TypedAnswers(CliSession session, RunId run, Action<Action<LiveBoard>> withBoard)
{
    private bool _listening;

    /// <summary>Begins to read keys, once. A thread that waits for a key cannot be called back, so it is left to end with the process.</summary>
    public void Listen()
    {
        if (_listening || !session.Console.IsInputTerminal)
            return;
        _listening = true;
        new Thread(Read) { IsBackground = true, Name = "answers" }.Start();
    }

    private void Read()
    {
        try
        {
            while (session.Console.ReadKey() is { } key)
            {
                var (step, line) = Type(key.KeyChar);
                if (step is { } asked && Verdict(line) is { } approved)
                    Post(asked, approved);
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or StoreException)
        {
            session.Log.Write(LogLevel.Warning, run, null, "the keyboard can no longer answer", failure);
        }
    }

    /// <summary>The step and the whole line, once Enter was pressed.</summary>
    private (StepPath? Step, string Line) Type(char key)
    {
        (StepPath? Step, string Line) result = default;
        withBoard(board =>
        {
            if (key is '\r' or '\n')
            {
                result = (board.Approval, board.Typed);
                board.Typed = "";
            }
            else if (key is '\b' or '\u007f')
            {
                board.Typed = board.Typed[..Math.Max(0, board.Typed.Length - 1)];
            }
            else if (!char.IsControl(key) && board is { Approval: not null, Typed.Length: < 20 })
            {
                board.Typed += key;
            }
        });
        return result;
    }

    private static bool? Verdict(string line) => line.Trim().ToUpperInvariant() switch
    {
        "YES" or "Y" => true,
        "NO" or "N" => false,
        _ => null,
    };

    private void Post(StepPath step, bool approved)
    {
        var request = new RunRequest(approved ? RequestKind.Approve : RequestKind.Reject, step, Person.Of(session.Console), null, session.Console.Clock.GetUtcNow());
        PostAsync(request).GetAwaiter().GetResult();
    }

    private async Task PostAsync(RunRequest request)
    {
        await using var store = session.OpenStore();
        await store.PostAsync(run, request, CancellationToken.None);
    }
}
