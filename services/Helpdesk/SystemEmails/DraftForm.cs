using System.Globalization;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>Reads the form of a system email. What makes no sense is passed on as it is, so that the OAuth service, which judges, names it.</summary>
internal static class DraftForm
{
    private const int LargestCertificate = 100 * 1024;

    private static readonly string[] Secrets = ["password", "application.clientSecret", "application.certificatePassword", "__RequestVerificationToken"];

    /// <summary>The draft.</summary>
    /// <param name="form">The form.</param>
    /// <param name="present">The system email as it is; null for a new one. What the form does not show is kept from it.</param>
    /// <param name="presets">What providers begin with: a protocol that was changed brings its usual server along. Null leaves the servers as they are.</param>
    /// <param name="cancellation">The browser has gone.</param>
    public static async Task<SystemEmailDraft> ReadAsync(IFormCollection form, SystemEmailView? present, ProviderPresets? presets, CancellationToken cancellation)
    {
        var way = Parse(Text(form, "signIn"), SignInWay.AuthorizationCode);
        var provider = Parse(Text(form, "provider"), MailProvider.Other);
        var preset = presets?.Providers.FirstOrDefault(one => one.Provider == provider);
        var method = way == SignInWay.Password ? SignInMethod.Password : SignInMethod.AccessToken;
        return new SystemEmailDraft(
            Text(form, "address") ?? "",
            Text(form, "name") ?? "",
            provider,
            way,
            form["sharedMailbox"] == "true",
            way == SignInWay.Password ? null : await ApplicationAsync(form, cancellation),
            form["password"].ToString() is { Length: > 0 } password ? password : null,
            form["receiving.on"] == "true" ? Receiving(form, method, preset) : null,
            form["sending.on"] == "true" ? Sending(form, method, present?.Sending, preset) : null,
            Number(form, "revision"))
        {
            Login = Text(form, "login"),
            TokensToOtherServers = form["tokensToOtherServers"] == "true",
        };
    }

    /// <summary>What was typed, without secrets, for showing the form again.</summary>
    public static Dictionary<string, string> Typed(IFormCollection form) =>
        form.Where(field => !Secrets.Contains(field.Key, StringComparer.Ordinal)).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);

    private static async Task<ApplicationDraft> ApplicationAsync(IFormCollection form, CancellationToken cancellation) => new(
        Text(form, "application.clientId") ?? "",
        form["application.clientSecret"].ToString() is { Length: > 0 } secret ? secret : null,
        Text(form, "application.tenant") ?? "",
        Text(form, "application.authorizeEndpoint"),
        Text(form, "application.tokenEndpoint"),
        Text(form, "application.scopes")?.Split([' ', '\t', '\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries))
    {
        Proof = Enum.TryParse<ClientProof>(form["application.proof"], out var proof) ? proof : null,
        SecretExpiresOn = DateOnly.TryParse(form["application.secretExpiresOn"], CultureInfo.InvariantCulture, out var day) ? day : null,
        KeepOldSecret = form["application.keepOldSecret"] == "true" && form["application.clientSecret"].ToString().Length > 0,
        Certificate = await CertificateAsync(form, cancellation),
        Details = Details(form),
    };

    private static async Task<CertificateDraft?> CertificateAsync(IFormCollection form, CancellationToken cancellation)
    {
        if (form.Files.GetFile("application.certificate") is { Length: > 0 and <= LargestCertificate } file)
        {
            using var content = new MemoryStream();
            await file.CopyToAsync(content, cancellation);
            return new CertificateDraft(content.ToArray(), form["application.certificatePassword"].ToString() is { Length: > 0 } password ? password : null, null);
        }

        return Text(form, "application.certificateThumbprint") is { } thumbprint ? new CertificateDraft(null, null, thumbprint) : null;
    }

    private static OAuth2Details? Details(IFormCollection form) => !form.ContainsKey("application.details.identityEndpoint") ? null : new(
        Text(form, "application.details.deviceEndpoint"),
        Text(form, "application.details.identityEndpoint"),
        Text(form, "application.details.addressField"),
        Text(form, "application.details.issuer"),
        Lines(form, "application.details.authorizeParameters").Select(line => line.Split('=', 2)).GroupBy(pair => pair[0].Trim(), StringComparer.Ordinal)
            .ToDictionary(pair => pair.Key, pair => pair.Last() is [_, var value] ? value.Trim() : "", StringComparer.Ordinal),
        form["application.details.basicAuthentication"] == "true");

    private static ReceivingSettings Receiving(IFormCollection form, SignInMethod method, ProviderPreset? preset)
    {
        var protocol = Parse(Text(form, "receiving.protocol"), ReceivingProtocol.Imap);
        var (before, after) = Changed(form, "receiving", preset?.ReceivingChoices ?? [], choice => choice.Protocol.ToString());
        var brought = after is not null && IsUntouched(form, "receiving", before!.Server) ? after : null;
        var read = new ReceivingSettings(
            protocol,
            Server(form, "receiving", method, brought?.Server),
            Text(form, "receiving.folder") ?? "INBOX",
            Parse(Text(form, "receiving.afterStoring"), AfterStoring.MarkRead),
            Text(form, "receiving.moveToFolder"),
            Parse(Text(form, "receiving.startFrom"), StartFrom.Unread),
            TimeSpan.FromSeconds(Number(form, "receiving.pollSeconds") ?? 60),
            (Number(form, "receiving.maxMegabytes") ?? 30) * 1_000_000L)
        {
            MoreFolders = Lines(form, "receiving.moreFolders"),
            StartDate = DateTimeOffset.TryParse(form["receiving.startDate"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) ? start : null,
            MaxConnections = Number(form, "receiving.maxConnections"),
        };
        return brought is null || before is null ? read : read with
        {
            Folder = read.Folder == before.Folder ? brought.Folder : read.Folder,
            StartFrom = read.StartFrom == before.StartFrom ? brought.StartFrom : read.StartFrom,
            AfterStoring = read.AfterStoring == before.AfterStoring ? brought.AfterStoring : read.AfterStoring,
        };
    }

    private static SendingSettings Sending(IFormCollection form, SignInMethod method, SendingSettings? present, ProviderPreset? preset)
    {
        var protocol = Parse(Text(form, "sending.protocol"), SendingProtocol.Smtp);
        var (before, after) = Changed(form, "sending", preset?.SendingChoices ?? [], choice => choice.Protocol.ToString());
        var brought = after is not null && IsUntouched(form, "sending", before!.Server) ? after : null;
        var other = present?.Fallback is { } kept && kept.Protocol != protocol ? kept : preset?.SendingChoices.FirstOrDefault(choice => choice.Protocol != protocol);
        var timeout = TimeSpan.FromSeconds(Number(form, "sending.timeoutSeconds") ?? 120);
        return new SendingSettings(protocol, Server(form, "sending", method, brought?.Server), timeout)
        {
            Batch = Parse(Text(form, "sending.batch"), BatchSize.Medium),
            Limits = new(Number(form, "sending.limits.messagesPerMinute"), Number(form, "sending.limits.recipientsPerDay"), Number(form, "sending.limits.connections")),
            Fallback = form["sending.fallback.on"] == "true" ? other : null,
        };
    }

    private static ServerSettings Server(IFormCollection form, string side, SignInMethod method, ServerSettings? brought) => new(
        brought?.Host ?? Text(form, $"{side}.server.host") ?? "",
        brought?.Port ?? Number(form, $"{side}.server.port") ?? 0,
        brought?.Security ?? Parse(Text(form, $"{side}.server.security"), ConnectionSecurity.Tls),
        method,
        Text(form, $"{side}.server.userName"),
        Text(form, $"{side}.server.trustedCertificate"));

    /// <summary>What the protocol before and the chosen one begin with, when another was chosen; else nothing.</summary>
    private static (T? Before, T? After) Changed<T>(IFormCollection form, string side, IReadOnlyList<T> choices, Func<T, string> protocol)
        where T : class
    {
        var before = choices.FirstOrDefault(choice => protocol(choice) == Text(form, $"{side}.protocolBefore"));
        var after = choices.FirstOrDefault(choice => protocol(choice) == Text(form, $"{side}.protocol"));
        return before is null || after is null || ReferenceEquals(before, after) ? (null, null) : (before, after);
    }

    private static bool IsUntouched(IFormCollection form, string side, ServerSettings usual) =>
        (Text(form, $"{side}.server.host") ?? "") == usual.Host && Number(form, $"{side}.server.port") == usual.Port;

    private static string? Text(IFormCollection form, string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    private static string[] Lines(IFormCollection form, string name) => form[name].ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int? Number(IFormCollection form, string name) =>
        int.TryParse(form[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static T Parse<T>(string? text, T otherwise)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : otherwise;
}
