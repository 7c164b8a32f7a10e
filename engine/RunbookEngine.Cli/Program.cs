using RunbookEngine.Cli;

return await CliApplication.RunAsync(args, ProcessConsole.Open());
