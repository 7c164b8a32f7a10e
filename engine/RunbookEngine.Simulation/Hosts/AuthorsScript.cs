namespace RunbookEngine.Simulation.Hosts;

/// <summary>A script of an author: nobody knows what it does, so it yields what its step says, or nothing, and is told as not executed.</summary>
internal static class AuthorsScript
{
    public static async Task<int> RunAsync(ProgramCall call)
    {
        var answer = call.Host.World.AnswerTo(call);
        if (answer.Takes > TimeSpan.Zero)
            await call.TakesAsync(answer.Takes);
        if (answer.Stdout.Length > 0)
            call.Say(answer.Stdout.TrimEnd('\n'));
        if (answer.Stderr.Length > 0)
            call.Complain(answer.Stderr.TrimEnd('\n'));
        return answer.Exit;
    }
}
