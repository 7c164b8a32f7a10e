namespace RunbookEngine.Cli.Questions;

/// <summary>Asks the person at the terminal. Only called when there is one.</summary>
internal static class Question
{
    /// <summary>Yes or no; no is the default, and the answer when the input ends.</summary>
    public static bool Confirm(CliConsole console, string question)
    {
        while (true)
        {
            console.Questions.Write($"{question} [y/N] ");
            console.Questions.Flush();
            switch (console.In.ReadLine()?.Trim().ToUpperInvariant())
            {
                case "Y" or "YES":
                    return true;
                case null or "" or "N" or "NO":
                    return false;
            }
        }
    }

    /// <summary>A line of text; null at the end of the input.</summary>
    public static string? Text(CliConsole console, string question)
    {
        console.Questions.Write(question + " ");
        console.Questions.Flush();
        return console.In.ReadLine();
    }

    /// <summary>A line that is not shown; null at the end of the input.</summary>
    public static string? Secret(CliConsole console, string question)
    {
        console.Questions.Write(question + " ");
        console.Questions.Flush();
        var answer = console.ReadSecret();
        console.Questions.WriteLine();
        return answer;
    }
}
