using System.Globalization;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>Reads the form of a system email. What makes no sense is passed on as it is, so that the OAuth service, which judges, names it.</summary>
internal static class DraftForm
{
    private static readonly string[] Secrets = ["password", "application.clientSecret", "__RequestVerificationToken"];

    /// <summary>The draft.</summary>
    /// <param name="form">The form.</param>
    /// <param name="present">The system email as it is; null for a new one. What the form does not show is kept from it.</param>
    public static SystemEmailDraft Read(IFormCollection form, SystemEmailView? present)
    {
        var way = Parse(Text(form, "signIn"), SignInWay.AuthorizationCode);
        var method = way == SignInWay.Password ? SignInMethod.Password : SignInMethod.AccessToken;
        return new SystemEmailDraft(
            Text(form, "address") ?? "",
            Text(form, "name") ?? "",
            Parse(Text(form, "provider"), MailProvider.Other),
            way,
            form["sharedMailbox"] == "true",
            way == SignInWay.Password ? null : Application(form),
            Text(form, "password"),
            form["receiving.on"] == "true" ? Receiving(form, method, present?.Receiving) : null,
            form["sending.on"] == "true" ? Sending(form, method, present?.Sending) : null,
            Number(form, "revision"));
    }

    /// <summary>What was typed, without secrets, for showing the form again.</summary>
    public static Dictionary<string, string> Typed(IFormCollection form) =>
        form.Where(field => !Secrets.Contains(field.Key, StringComparer.Ordinal)).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);

    private static ApplicationDraft Application(IFormCollection form) => new(
        Text(form, "application.clientId") ?? "",
        Text(form, "application.clientSecret"),
        Text(form, "application.tenant") ?? "",
        Text(form, "application.authorizeEndpoint"),
        Text(form, "application.tokenEndpoint"),
        Text(form, "application.scopes")?.Split([' ', '\t', '\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries));

    private static ReceivingSettings Receiving(IFormCollection form, SignInMethod method, ReceivingSettings? present) => new(
        present?.Protocol ?? ReceivingProtocol.Imap,
        Server(form, "receiving", method, present?.Server),
        Text(form, "receiving.folder") ?? "INBOX",
        Parse(Text(form, "receiving.afterStoring"), AfterStoring.MarkRead),
        Text(form, "receiving.moveToFolder"),
        Parse(Text(form, "receiving.startFrom"), StartFrom.Unread),
        TimeSpan.FromSeconds(Number(form, "receiving.pollSeconds") ?? 60),
        (Number(form, "receiving.maxMegabytes") ?? 30) * 1_000_000L);

    private static SendingSettings Sending(IFormCollection form, SignInMethod method, SendingSettings? present) => new(
        present?.Protocol ?? SendingProtocol.Smtp, Server(form, "sending", method, present?.Server), present?.Timeout ?? TimeSpan.FromMinutes(2));

    private static ServerSettings Server(IFormCollection form, string side, SignInMethod method, ServerSettings? present) => new(
        Text(form, $"{side}.server.host") ?? "",
        Number(form, $"{side}.server.port") ?? 0,
        Parse(Text(form, $"{side}.server.security"), ConnectionSecurity.Tls),
        method,
        Text(form, $"{side}.server.userName"),
        present?.TrustedCertificate);

    private static string? Text(IFormCollection form, string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    private static int? Number(IFormCollection form, string name) =>
        int.TryParse(form[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static T Parse<T>(string? text, T otherwise)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : otherwise;
}
