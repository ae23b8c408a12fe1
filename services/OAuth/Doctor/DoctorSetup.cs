namespace HelpdeskMail.OAuth.Doctor;

/// <summary>Puts the doctor together.</summary>
internal static class DoctorSetup
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static void AddDoctor(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient(GraphExamination.ClientName, client => client.Timeout = Timeout)
            .UseSocketsHttpHandler((handler, _) => handler.AllowAutoRedirect = false);
        builder.Services
            .AddSingleton<IdentityExamination>()
            .AddSingleton<CredentialExamination>()
            .AddSingleton<GraphExamination>()
            .AddSingleton<MailDoctor>()
            .AddSingleton<DoctorTable>();
    }
}
