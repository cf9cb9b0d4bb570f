export const servers = ['node', 'go', 'php'] as const;
export type Server = (typeof servers)[number];

/** How a server signs who its visitor is, with this site's key in it and the secret in its environment. */
export function signingSnippet(server: Server, key: string): string {
  switch (server) {
    case 'node':
      return `// npm install jsonwebtoken
import jwt from 'jsonwebtoken';

const token = jwt.sign(
  { name: user.name, email: user.email, plan: user.plan },
  process.env.BATON_IDENTITY_SECRET,
  { algorithm: 'HS256', audience: '${key}', subject: String(user.id), expiresIn: '1h' },
);`;
    case 'go':
      return `// go get github.com/golang-jwt/jwt/v5
token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
	"aud":   "${key}",
	"sub":   user.ID, // a string
	"exp":   time.Now().Add(time.Hour).Unix(),
	"name":  user.Name,
	"email": user.Email,
	"plan":  user.Plan,
}).SignedString([]byte(os.Getenv("BATON_IDENTITY_SECRET")))`;
    case 'php':
      return `// composer require firebase/php-jwt
use Firebase\\JWT\\JWT;

$token = JWT::encode([
    'aud' => '${key}',
    'sub' => (string) $user->id,
    'exp' => time() + 3600,
    'name' => $user->name,
    'email' => $user->email,
    'plan' => $user->plan,
], getenv('BATON_IDENTITY_SECRET'), 'HS256');`;
  }
}
