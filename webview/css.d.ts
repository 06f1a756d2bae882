declare module '*.css';
declare module 'worker:*' {
  export const script: string;
}
